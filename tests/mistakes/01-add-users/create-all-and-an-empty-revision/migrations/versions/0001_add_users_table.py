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
    pass


def downgrade() -> None:
    """Downgrade schema."""
    pass
