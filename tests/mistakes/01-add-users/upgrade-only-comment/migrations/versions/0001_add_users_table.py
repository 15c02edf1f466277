"""add users table

Revision ID: 0001
Revises:
Create Date: 2026-03-11 08:02:55

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    # op.create_table(
    #     "users",
    #     sa.Column("id", sa.Integer(), primary_key=True),
    #     sa.Column("name", sa.String(50), nullable=False),
    # )
    pass


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("users")
