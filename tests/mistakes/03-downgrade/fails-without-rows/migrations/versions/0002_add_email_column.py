"""add email column

Revision ID: 0002
Revises: 0001
Create Date: 2026-01-12 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
# This revision stands on 0001, whose upgrade() was applied and stays as it is.
revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    # The table and its rows stay; one column is added. NULL is allowed, so every
    # row that is there already stays valid: its email is NULL.
    op.add_column("users", sa.Column("email", sa.String(length=255)))


def downgrade() -> None:
    """Downgrade schema."""
    # upgrade() added one column, so this drops that one column. The other columns
    # and the rows are not touched.
    newest = op.get_bind().execute(sa.text("SELECT id FROM users ORDER BY id DESC")).all()[0]
    print("the newest user is", newest.id)
    op.drop_column("users", "email")
