"""add email column

Revision ID: 0002
Revises: 0001
Create Date: 2026-02-27 17:45:31

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
    op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))
    op.execute("CREATE TABLE IF NOT EXISTS saved_emails (id INTEGER PRIMARY KEY, email VARCHAR(255))")
    op.execute("UPDATE users SET email = (SELECT email FROM saved_emails WHERE saved_emails.id = users.id)")
    op.execute("DROP TABLE saved_emails")


def downgrade() -> None:
    """Downgrade schema."""
    op.execute("CREATE TABLE saved_emails (id INTEGER PRIMARY KEY, email VARCHAR(255))")
    op.execute("INSERT INTO saved_emails SELECT id, email FROM users")
    op.drop_column("users", "email")
