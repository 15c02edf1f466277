"""add email column

Revision ID: 0002
Revises: 0001
Create Date: 2026-04-01 10:00:12.556103

"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import User


# revision identifiers, used by Alembic.
revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    session = Session(bind=op.get_bind())
    users = session.scalars(sa.select(User)).all()
    op.add_column("users", sa.Column("email", sa.String(255)))
    for user in users:
        user.email = None
    session.flush()


def downgrade():
    op.drop_column("users", "email")
