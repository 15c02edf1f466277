"""rename once more

Revision ID: 0005
Revises: 0004
Create Date: 2026-01-27 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0005"
down_revision: str | Sequence[str] | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.alter_column(
        "users", "contact_address", existing_type=sa.String(length=255), new_column_name="contact"
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.alter_column(
        "users", "contact", existing_type=sa.String(length=255), new_column_name="contact_address"
    )
