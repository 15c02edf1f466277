"""open trips

Revision ID: f4
Revises: f3
Create Date: 2026-02-16 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "f4"
down_revision: str | Sequence[str] | None = "f3"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.execute("CREATE VIEW open_trips AS SELECT id, day FROM trips WHERE seats > 0")
    op.execute("CREATE TRIGGER tickets_stay BEFORE UPDATE OF trip_id ON tickets BEGIN SELECT RAISE(ABORT, 'a ticket stays with its trip'); END")


def downgrade() -> None:
    """Downgrade schema."""
    op.execute("DROP TRIGGER tickets_stay")
    op.execute("DROP VIEW open_trips")
