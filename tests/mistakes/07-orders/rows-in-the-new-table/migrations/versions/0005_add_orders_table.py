"""add orders table

Revision ID: 0005
Revises: 0004
Create Date: 2026-02-02 09:00:00

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
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=False),
        # Each rule has a name, so that a later revision can change it or drop it.
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_orders_user_id_users", ondelete="CASCADE"
        ),
        # The pair is unique. Each column alone is not.
        sa.UniqueConstraint("user_id", "number", name="uq_orders_user_id_number"),
        # op.f() says: this name is complete, put nothing in front of it.
        sa.CheckConstraint("quantity > 0", name=op.f("ck_orders_quantity_positive")),
    )
    op.create_index("ix_orders_placed_on", "orders", ["placed_on"])
    # So that there is something to look at.
    op.execute(
        "INSERT INTO orders (user_id, number, quantity, placed_on) "
        "SELECT id, 'first', 1, '2026-02-01' FROM users"
    )


def downgrade() -> None:
    """Downgrade schema."""
    # The opposite of upgrade(), from its last line to its first.
    op.drop_index("ix_orders_placed_on", table_name="orders")
    op.drop_table("orders")
