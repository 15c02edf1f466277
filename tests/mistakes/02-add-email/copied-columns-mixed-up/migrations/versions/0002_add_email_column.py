"""add email column

Revision ID: 0002
Revises: 0001
Create Date: 2026-03-11 08:02:55

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.execute("CREATE TABLE users_new (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, email VARCHAR(255))")
    op.execute("INSERT INTO users_new (id, name) SELECT name, id FROM users")
    op.execute("DROP TABLE users")
    op.execute("ALTER TABLE users_new RENAME TO users")


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column("users", "email")
