"""add email column

Revision ID: 0002
Revises: 0001

"""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE users RENAME TO old_users")
    op.execute(
        "CREATE TABLE users AS "
        "SELECT id, name, NULL AS email FROM old_users"
    )
    op.execute("DROP TABLE old_users")


def downgrade() -> None:
    op.drop_column("users", "email")
