"""add note to orders

Revision ID: 0008b
Revises: 0007
Create Date: 2026-02-24 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0008b"
down_revision: str | Sequence[str] | None = "0008a"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("orders", sa.Column("note", sa.String(length=200)))


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column("orders", "note")
