"""add users table

Revision ID: 0001
Revises:
Create Date: 2026-01-05 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
# "revision" is the name of this revision, "down_revision" the one before it. None
# says that this one is the first. Alembic writes these lines when it makes the file.
revision: str = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    # One op for the whole table: its name, then one sa.Column per column.
    op.create_table(
        "users",
        # An INTEGER primary key. The database numbers the rows itself.
        sa.Column("id", sa.Integer(), primary_key=True),
        # nullable=False becomes NOT NULL. Without it, NULL would be allowed.
        sa.Column("name", sa.String(length=50), nullable=False),
    )


def downgrade() -> None:
    """Downgrade schema."""
    # upgrade() created the table, so this drops it. When this function runs, the
    # email column is gone already: Alembic undoes the newest revision first.
    op.drop_table("users")
