"""add shipped on

Revision ID: 0002
Revises: 0001
Create Date: 2026-03-10 09:00:00

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
    # It runs in both places: after the baseline on a new machine, and alone on the customer's
    # database. The orders that are there were shipped on a day that nobody has noted: NULL.
    op.add_column("orders", sa.Column("shipped_on", sa.Date()))


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column("orders", "shipped_on")
