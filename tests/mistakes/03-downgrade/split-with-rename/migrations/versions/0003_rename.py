"""rename

Revision ID: 0003
Revises: 0002
Create Date: 2026-02-03 14:21:07.482913

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '0003'
down_revision: Union[str, Sequence[str], None] = '0002'
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.alter_column("users", "mail", new_column_name="email")


def downgrade() -> None:
    """Downgrade schema."""
    op.alter_column("users", "email", new_column_name="mail")
