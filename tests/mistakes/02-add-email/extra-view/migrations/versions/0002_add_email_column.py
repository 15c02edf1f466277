"""add email column

Revision ID: 0002
Revises: 0001
Create Date: 2026-02-03 14:21:07.482913

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))
    op.execute("CREATE VIEW emails AS SELECT id, email FROM users")


def downgrade():
    op.drop_column("users", "email")
