"""add email column

Revision ID: 67330455671a
Revises: 0001
Create Date: 2026-02-27 17:45:31.730022

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '67330455671a'
down_revision: Union[str, Sequence[str], None] = '0001'
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("users", sa.Column("email", sa.String(255), nullable=False))


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column("users", "email")
