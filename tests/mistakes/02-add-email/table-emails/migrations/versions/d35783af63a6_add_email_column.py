"""add email column

Revision ID: d35783af63a6
Revises: 0001
Create Date: 2026-04-01 10:00:12

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "d35783af63a6"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "emails",
        sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id"), primary_key=True),
        sa.Column("email", sa.String(255)),
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("emails")
