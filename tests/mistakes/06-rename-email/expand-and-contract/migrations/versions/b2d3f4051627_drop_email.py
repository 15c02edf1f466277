"""drop email

Revision ID: b2d3f4051627
Revises: a1c2e3f40516
Create Date: 2026-01-26 10:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "b2d3f4051627"
down_revision: str | Sequence[str] | None = "a1c2e3f40516"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.drop_column("users", "email")


def downgrade() -> None:
    """Downgrade schema."""
    op.add_column("users", sa.Column("email", sa.String(length=255)))
