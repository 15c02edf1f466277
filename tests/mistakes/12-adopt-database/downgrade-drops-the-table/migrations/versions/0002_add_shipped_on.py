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
    op.add_column("orders", sa.Column("shipped_on", sa.Date()))


def downgrade() -> None:
    op.drop_table("orders")
