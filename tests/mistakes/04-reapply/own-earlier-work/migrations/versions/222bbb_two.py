"""two

Revision ID: 222bbb
Revises: 111aaa
Create Date: 2026-04-01 10:00:12.556103

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '222bbb'
down_revision = '111aaa'
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
