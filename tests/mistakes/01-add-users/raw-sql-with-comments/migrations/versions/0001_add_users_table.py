"""add users table

Revision ID: 0001
Revises:
Create Date: 2026-02-27 17:45:31.730022

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '0001'
down_revision: Union[str, Sequence[str], None] = None
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.execute(
        """
        CREATE TABLE users (
            id INTEGER PRIMARY KEY, -- counts by itself, CHECK nothing
            /* UNIQUE is not asked for */
            name VARCHAR(50)
                NOT NULL
        )
        """
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("users")
