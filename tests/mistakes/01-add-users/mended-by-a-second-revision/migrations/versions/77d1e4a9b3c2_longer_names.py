"""longer names

Revision ID: 77d1e4a9b3c2
Revises: 0001
Create Date: 2026-03-11 08:02:55.019284

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '77d1e4a9b3c2'
down_revision: Union[str, Sequence[str], None] = '0001'
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("name", existing_type=sa.String(20), type_=sa.String(50), nullable=False)


def downgrade() -> None:
    """Downgrade schema."""
    pass
