"""add status

Revision ID: 0011
Revises: 0010
Create Date: 2026-03-02 09:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("status", sa.String(length=20)))
    op.execute("UPDATE orders SET status = 'open'")
    with op.batch_alter_table("orders") as batch_op:
        batch_op.alter_column("status", existing_type=sa.String(length=20), nullable=False)


def downgrade() -> None:
    op.drop_column("orders", "status")
