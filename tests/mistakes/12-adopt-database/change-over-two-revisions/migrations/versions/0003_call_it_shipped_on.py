"""call it shipped on

Revision ID: 0003
Revises: 0002
Create Date: 2026-03-09 09:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE orders RENAME COLUMN shipped_at TO shipped_on")


def downgrade() -> None:
    op.execute("ALTER TABLE orders RENAME COLUMN shipped_on TO shipped_at")
