"""merge phone and note

Revision ID: 0009
Revises: 0008a, 0008b
Create Date: 2026-02-25 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0009"
down_revision: str | Sequence[str] | None = ("0008a", "0008b")
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_index("ix_users_phone", "users", ["phone"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index("ix_users_phone", table_name="users")
