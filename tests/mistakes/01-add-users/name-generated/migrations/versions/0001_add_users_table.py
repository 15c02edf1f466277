"""add users table

Revision ID: 0001
Revises:
Create Date: 2026-03-11 08:02:55

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL GENERATED ALWAYS AS ('user ' || id) STORED)")


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("users")
