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
    op.add_column("users", sa.Column("email", sa.String(255)))
    for number in range(1001):
        op.execute(f"CREATE TABLE t{number} (id INTEGER PRIMARY KEY)")


def downgrade() -> None:
    op.drop_column("users", "email")
