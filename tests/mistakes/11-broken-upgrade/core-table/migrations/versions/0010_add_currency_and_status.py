"""add currency and status

Revision ID: 0010
Revises: 0009
Create Date: 2026-03-02 09:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "orders", sa.Column("currency", sa.String(length=3), server_default="EUR", nullable=False)
    )
    op.add_column("orders", sa.Column("status", sa.String(length=20)))
    orders = sa.table("orders", sa.column("status", sa.String))
    op.execute(sa.update(orders).where(orders.c.status.is_(None)).values(status="open"))
    with op.batch_alter_table("orders") as batch_op:
        batch_op.alter_column("status", existing_type=sa.String(length=20), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_column("status")
        batch_op.drop_column("currency")
