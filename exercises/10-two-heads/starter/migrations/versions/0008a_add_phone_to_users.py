"""add phone to users

Revision ID: 0008a
Revises: 0007
Create Date: 2026-02-23 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0008a"
down_revision: str | Sequence[str] | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("users", sa.Column("phone", sa.String(length=30)))


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column("users", "phone")
