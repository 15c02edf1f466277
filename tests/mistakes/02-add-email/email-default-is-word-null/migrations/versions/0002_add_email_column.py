"""add email column

Revision ID: 0002
Revises: 0001
Create Date: 2026-04-01 10:00:12.556103

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("users", sa.Column("email", sa.String(255), server_default="NULL"))


def downgrade():
    op.drop_column("users", "email")
