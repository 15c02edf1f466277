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
    op.alter_column("users", "name", new_column_name="first_name")
    op.add_column("users", sa.Column("last_name", sa.String(length=50)))
    op.execute("""
        UPDATE users SET last_name = substr(first_name, instr(first_name, ' ') + 1),
                         first_name = substr(first_name, 1, instr(first_name, ' ') - 1)
        WHERE first_name LIKE '% %'
    """)


def downgrade() -> None:
    """Downgrade schema."""
    op.execute(
        "UPDATE users SET first_name = first_name || ' ' || last_name WHERE last_name IS NOT NULL"
    )
    op.drop_column("users", "last_name")
    op.alter_column("users", "first_name", new_column_name="name")
