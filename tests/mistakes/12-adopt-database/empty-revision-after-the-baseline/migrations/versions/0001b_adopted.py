"""adopted

Revision ID: 0001b
Revises: 0001
Create Date: 2026-03-09 09:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0001b"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
