"""add orders table

Revision ID: 0005
Revises: 0004
Create Date: 2026-02-02 09:00:00

"""

from collections.abc import Sequence

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0005"
down_revision: str | Sequence[str] | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.execute("""
        CREATE TABLE orders (
            id INTEGER PRIMARY KEY,
            user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
            number VARCHAR(20) NOT NULL,
            quantity INTEGER NOT NULL CHECK (quantity > 0),
            placed_on DATE NOT NULL,
            UNIQUE (user_id, number)
        )
    """)
    op.execute("CREATE INDEX orders_by_day ON orders (placed_on)")


def downgrade() -> None:
    """Downgrade schema."""
    op.execute("DROP TABLE orders")
