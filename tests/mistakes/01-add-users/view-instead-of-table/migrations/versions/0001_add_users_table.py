"""add users table

Revision ID: 0001
Revises:
Create Date: 2026-02-27 17:45:31.730022

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE VIEW users AS SELECT 1 AS id, 'Ada' AS name")


def downgrade():
    op.execute("DROP VIEW users")
