"""add email column

Revision ID: 0002
Revises: 0001
Create Date: 2026-02-27 17:45:31.730022

"""
from alembic import op
import sqlalchemy as sa
from app.database import Base
from app.models import User  # noqa: F401


# revision identifiers, used by Alembic.
revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    bind = op.get_bind()
    Base.metadata.drop_all(bind)
    Base.metadata.create_all(bind)


def downgrade():
    op.drop_column("users", "email")
