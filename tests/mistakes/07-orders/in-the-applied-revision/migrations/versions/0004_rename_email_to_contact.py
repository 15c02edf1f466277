"""rename email to contact

Revision ID: 0004
Revises: 0003
Create Date: 2026-01-26 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0004"
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
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_orders_user_id_users", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("user_id", "number", name="uq_orders_user_id_number"),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_orders_quantity_positive")),
    )
    op.create_index("ix_orders_placed_on", "orders", ["placed_on"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index("ix_orders_placed_on", table_name="orders")
    op.drop_table("orders")
    # The same operation with the names changed round: what was stored in between stays too.
    op.alter_column(
        "users", "contact", existing_type=sa.String(length=255), new_column_name="email"
    )
