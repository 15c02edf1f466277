"""add email column

Revision ID: 0002
Revises: 0001
Create Date: 2026-04-01 10:00:12

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.rename_table("users", "users_old")
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255)),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute("INSERT INTO users (name, id) SELECT name, id FROM users_old ORDER BY name")
    op.drop_table("users_old")


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column("users", "email")
