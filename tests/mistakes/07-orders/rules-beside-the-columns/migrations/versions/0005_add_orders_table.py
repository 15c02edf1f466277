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
        sa.Column(
            "user_id",
            sa.Integer(),
            sa.ForeignKey("users.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column(
            "quantity",
            sa.Integer(),
            sa.CheckConstraint("quantity > 0", name="quantity_positive"),
            nullable=False,
        ),
        sa.Column("placed_on", sa.Date(), nullable=False, index=True),
    )
    op.create_index("uq_orders_user_id_number", "orders", ["user_id", "number"], unique=True)


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("orders")
