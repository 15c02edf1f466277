"""add email column

Revision ID: 0002
Revises: 0001
Create Date: 2026-01-12 09:00:00

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
    op.add_column("users", sa.Column("contact", sa.String(length=255)))


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column("users", "contact")
