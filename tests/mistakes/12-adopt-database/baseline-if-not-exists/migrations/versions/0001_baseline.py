"""baseline

Revision ID: 0001
Revises:
Create Date: 2026-03-09 09:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("contact", sa.String(length=255)),
        sa.Column("display_name", sa.String(length=50), nullable=False),
        sa.Column("first_name", sa.String(length=50), nullable=False),
        sa.Column("last_name", sa.String(length=50)),
        sa.Column("phone", sa.String(length=30)),
        sa.UniqueConstraint("contact", name="uq_users_contact"),
        if_not_exists=True,
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200)),
        sa.Column("currency", sa.String(length=3), server_default="EUR", nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.UniqueConstraint("user_id", "number", name="uq_orders_user_id_number"),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_orders_quantity_positive")),
        if_not_exists=True,
    )
    op.create_index("ix_orders_placed_on", "orders", ["placed_on"], if_not_exists=True)


def downgrade() -> None:
    op.drop_table("orders")
    op.drop_table("users")
