"""merge

Revision ID: cd34
Revises: 0002, ab12
Create Date: 2026-03-11 08:02:55.019284

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = 'cd34'
down_revision: Union[str, Sequence[str], None] = ('0002', 'ab12')
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    pass


def downgrade() -> None:
    """Downgrade schema."""
    pass
