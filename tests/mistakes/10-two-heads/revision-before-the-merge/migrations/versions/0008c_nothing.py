"""nothing

Revision ID: 0008c
Revises: 0008a
Create Date: 2026-02-25 09:00:00

"""

from collections.abc import Sequence

# revision identifiers, used by Alembic.
revision: str = "0008c"
down_revision: str | Sequence[str] | None = "0008a"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    pass


def downgrade() -> None:
    """Downgrade schema."""
    pass
