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
    with op.batch_alter_table("orders") as batch_op:
        batch_op.add_column(sa.Column("currency", sa.String(3), server_default="EUR", nullable=False))
        batch_op.add_column(sa.Column("status", sa.String(20), server_default="open", nullable=False))
    with op.batch_alter_table("orders") as batch_op:
        batch_op.alter_column("status", server_default=None, existing_type=sa.String(20))


def downgrade() -> None:
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_column("status")
        batch_op.drop_column("currency")
