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
    op.execute("ALTER TABLE orders ADD COLUMN shipped_on DATE")


def downgrade() -> None:
    op.execute("ALTER TABLE orders DROP COLUMN shipped_on")
