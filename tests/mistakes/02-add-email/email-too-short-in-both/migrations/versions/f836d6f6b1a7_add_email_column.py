"""add email column

Revision ID: f836d6f6b1a7
Revises: 0001
Create Date: 2026-03-11 08:02:55

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "f836d6f6b1a7"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("users", sa.Column("email", sa.String(100)))


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column("users", "email")
