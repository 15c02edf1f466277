"""begin

Revision ID: 00aa
Revises:
Create Date: 2026-02-27 17:45:31.730022

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '00aa'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
