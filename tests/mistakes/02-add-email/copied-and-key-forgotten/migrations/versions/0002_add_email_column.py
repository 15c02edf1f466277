"""add email column

Revision ID: 0002
Revises: 0001
Create Date: 2026-02-27 17:45:31.730022

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '0002'
down_revision: Union[str, Sequence[str], None] = '0001'
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.execute("CREATE TABLE users_new (id INTEGER NOT NULL, name VARCHAR(50) NOT NULL, email VARCHAR(255))")
    op.execute("INSERT INTO users_new (id, name) SELECT id, name FROM users")
    op.execute("DROP TABLE users")
    op.execute("ALTER TABLE users_new RENAME TO users")


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column("users", "email")
