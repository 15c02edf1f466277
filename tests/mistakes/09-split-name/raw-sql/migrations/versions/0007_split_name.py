"""split name

Revision ID: 0007
Revises: 0006
Create Date: 2026-02-16 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("users", sa.Column("first_name", sa.String(length=50)))
    op.add_column("users", sa.Column("last_name", sa.String(length=50)))
    op.execute("""
        UPDATE users SET first_name = substr(name, 1, instr(name || ' ', ' ') - 1),
                         last_name = substr(name, nullif(instr(name, ' '), 0) + 1)
    """)
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("first_name", existing_type=sa.String(length=50), nullable=False)
        batch_op.drop_column("name")


def downgrade() -> None:
    """Downgrade schema."""
    op.add_column("users", sa.Column("name", sa.String(length=50)))
    op.execute("UPDATE users SET name = first_name || coalesce(' ' || last_name, '')")
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("name", existing_type=sa.String(length=50), nullable=False)
        batch_op.drop_column("first_name")
        batch_op.drop_column("last_name")
