"""add users table

Revision ID: 0001
Revises:
Create Date: 2026-02-03 14:21:07.482913

"""
from alembic import op


# revision identifiers, used by Alembic.
revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    bind = op.get_bind()
    bind.exec_driver_sql("CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL)")


def downgrade():
    op.drop_table("users")
