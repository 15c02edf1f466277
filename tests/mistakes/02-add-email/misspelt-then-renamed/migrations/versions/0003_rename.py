"""rename

Revision ID: 0003
Revises: 0002
Create Date: 2026-02-03 14:21:07.482913

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.alter_column("users", "e_mail", new_column_name="email")


def downgrade():
    op.alter_column("users", "email", new_column_name="e_mail")
