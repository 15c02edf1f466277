"""add email column

Revision ID: 3b3f68c67454
Revises: 0001
Create Date: 2026-02-03 14:21:07.482913

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '3b3f68c67454'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("users", sa.Column("mail", sa.String(255), nullable=True))


def downgrade():
    op.drop_column("users", "mail")
