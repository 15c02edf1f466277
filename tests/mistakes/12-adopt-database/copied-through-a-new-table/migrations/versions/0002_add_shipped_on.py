"""add shipped on

Revision ID: 0002
Revises: 0001
Create Date: 2026-03-10 09:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "orders_new",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200)),
        sa.Column("currency", sa.String(length=3), server_default="EUR", nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("shipped_on", sa.Date()),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.UniqueConstraint("user_id", "number", name="uq_orders_user_id_number"),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_orders_quantity_positive")),
    )
    op.execute(
        "INSERT INTO orders_new (id, user_id, number, quantity, placed_on, note, currency, status) "
        "SELECT id, user_id, number, quantity, placed_on, note, currency, status FROM orders"
    )
    op.drop_table("orders")
    op.rename_table("orders_new", "orders")
    op.create_index("ix_orders_placed_on", "orders", ["placed_on"])


def downgrade() -> None:
    op.drop_column("orders", "shipped_on")
