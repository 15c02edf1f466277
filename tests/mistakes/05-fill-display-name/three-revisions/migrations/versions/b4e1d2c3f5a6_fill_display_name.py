"""fill display name

Revision ID: b4e1d2c3f5a6
Revises: a3f0c1d2e4b5
Create Date: 2026-01-19 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "b4e1d2c3f5a6"
down_revision: str | Sequence[str] | None = "a3f0c1d2e4b5"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.execute("UPDATE users SET display_name = name")


def downgrade() -> None:
    """Downgrade schema."""
    pass
