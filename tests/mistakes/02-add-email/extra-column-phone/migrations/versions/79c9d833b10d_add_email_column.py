"""add email column

Revision ID: 79c9d833b10d
Revises: 0001
Create Date: 2026-02-27 17:45:31.730022

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '79c9d833b10d'
down_revision: Union[str, Sequence[str], None] = '0001'
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))
    op.add_column("users", sa.Column("phone", sa.String(30)))


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column("users", "phone")
    op.drop_column("users", "email")
