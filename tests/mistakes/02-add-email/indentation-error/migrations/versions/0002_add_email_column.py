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
    connection = op.get_bind()
        op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))


def downgrade():
    op.drop_column("users", "email")
