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
    op.execute("INSERT INTO users_new SELECT id, name, email, display_name FROM users")
    op.execute("DROP TABLE users")
    op.execute("ALTER TABLE users_new RENAME TO users")


def downgrade() -> None:
    """Downgrade schema."""
    op.create_table(
        "users_old",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("email", sa.String(length=255)),
        sa.Column("display_name", sa.String(length=50), nullable=False),
    )
    op.execute("INSERT INTO users_old SELECT id, name, contact, display_name FROM users")
    op.drop_table("users")
    op.rename_table("users_old", "users")
