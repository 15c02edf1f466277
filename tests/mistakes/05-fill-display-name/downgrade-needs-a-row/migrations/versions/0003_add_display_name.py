"""add display name

Revision ID: 0003
Revises: 0002
Create Date: 2026-01-19 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0003"
down_revision: str | Sequence[str] | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    # NULL is allowed at first: the rows that are there have no display name yet.
    op.add_column("users", sa.Column("display_name", sa.String(length=50)))
    # One statement for all rows. The database copies inside each row, so no value
    # passes through Python.
    op.execute("UPDATE users SET display_name = name")
    # Now each row has a value, so NULL can be forbidden. SQLite cannot change this
    # rule in place: batch mode copies the table.
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("display_name", existing_type=sa.String(length=50), nullable=False)


def downgrade() -> None:
    """Downgrade schema."""
    names = op.get_bind().exec_driver_sql("SELECT display_name FROM users ORDER BY id").all()
    print("the first name was", names[0].display_name)
    # name was never changed, so there is no value to bring back.
    op.drop_column("users", "display_name")
