"""rename email to contact

Revision ID: 0004
Revises: 0003
Create Date: 2026-01-26 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0004"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.execute(
        "CREATE TABLE users_new (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL, "
        "contact VARCHAR(255), display_name VARCHAR(50) NOT NULL)"
    )
    op.execute("INSERT INTO users_new SELECT id, name, email, name FROM users")
    op.execute("DROP TABLE users")
    op.execute("ALTER TABLE users_new RENAME TO users")


def downgrade() -> None:
    """Downgrade schema."""
    op.alter_column(
        "users", "contact", existing_type=sa.String(length=255), new_column_name="email"
    )
