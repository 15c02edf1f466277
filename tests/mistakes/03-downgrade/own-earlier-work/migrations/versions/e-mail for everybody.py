"""e-mail for everybody

Revision ID: bd5c6a7f8e90
Revises: 7a6b5c4d3e2f
Create Date: 2026-04-01 10:00:12.556103

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = 'bd5c6a7f8e90'
down_revision = '7a6b5c4d3e2f'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))


def downgrade():
    op.drop_column("users", "email")
