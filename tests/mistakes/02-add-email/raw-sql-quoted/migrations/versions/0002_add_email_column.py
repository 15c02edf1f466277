"""add email column

Revision ID: 0002
Revises: 0001
Create Date: 2026-03-11 08:02:55.019284

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.execute('ALTER TABLE "users" ADD COLUMN "email" VARCHAR (255) NULL')


def downgrade():
    op.drop_column("users", "email")
