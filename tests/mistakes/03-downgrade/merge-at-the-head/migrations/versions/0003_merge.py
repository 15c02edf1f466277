"""merge

Revision ID: 0003
Revises: ('0002', '0002b')
Create Date: 2026-03-02 08:15:00

"""
import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = ('0002', '0002b')
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
