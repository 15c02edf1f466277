"""add users table

Revision ID: 0001
Revises:
Create Date: 2026-02-03 14:21:07.482913

"""
from alembic import op
from app.database import Base
from app.models import User  # noqa: F401


# revision identifiers, used by Alembic.
revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    Base.metadata.create_all(op.get_bind())


def downgrade():
    Base.metadata.drop_all(op.get_bind())
