"""merge phone and note

Revision ID: fd13b5fde09e
Revises: 0008a, 0008b
Create Date: 2026-11-27 11:20:46.740034

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = 'fd13b5fde09e'
down_revision: str | Sequence[str] | None = ('0008a', '0008b')
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    pass


def downgrade() -> None:
    """Downgrade schema."""
    pass
