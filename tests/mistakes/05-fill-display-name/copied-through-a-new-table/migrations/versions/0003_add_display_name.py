"""add display name

Revision ID: 0003
Revises: 0002
Create Date: 2026-01-19 09:00:00

"""

from collections.abc import Sequence

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0003"
down_revision: str | Sequence[str] | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.execute(
        "CREATE TABLE users_new (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL, "
        "email VARCHAR(255), display_name VARCHAR(50) NOT NULL)"
    )
    op.execute("INSERT INTO users_new SELECT id, name, email, name FROM users")
    op.execute("DROP TABLE users")
    op.execute("ALTER TABLE users_new RENAME TO users")


def downgrade() -> None:
    """Downgrade schema."""
    op.execute("ALTER TABLE users DROP COLUMN display_name")
