"""merge phone and note

Revision ID: 0009
Revises: 0008a, 0008b
Create Date: 2026-03-02 09:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = ("0008a", "0008b")
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "orders", sa.Column("currency", sa.String(length=3), server_default="EUR", nullable=False)
    )
    op.add_column(
        "orders", sa.Column("status", sa.String(length=20), server_default="open", nullable=False)
    )
    with op.batch_alter_table("orders") as batch_op:
        batch_op.alter_column("status", existing_type=sa.String(length=20), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_column("status")
        batch_op.drop_column("currency")
