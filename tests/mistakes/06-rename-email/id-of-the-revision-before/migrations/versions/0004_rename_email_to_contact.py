"""rename email to contact

Revision ID: 0004
Revises: 0003
Create Date: 2026-01-26 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0003"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    # It stays the same column, with its values: only the name changes. The type is there for
    # databases that want to hear all of a column when its name changes.
    op.alter_column(
        "users", "email", existing_type=sa.String(length=255), new_column_name="contact"
    )


def downgrade() -> None:
    """Downgrade schema."""
    # The same operation with the names changed round: what was stored in between stays too.
    op.alter_column(
        "users", "contact", existing_type=sa.String(length=255), new_column_name="email"
    )
