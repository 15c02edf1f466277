"""add users table

Revision ID: 0001
Revises:

"""

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY DESC, name VARCHAR(50) NOT NULL)")


def downgrade() -> None:
    op.drop_table("users")
