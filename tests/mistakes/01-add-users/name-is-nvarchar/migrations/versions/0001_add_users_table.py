"""add users table

Revision ID: 0001
Revises:
Create Date: 2026-03-11 08:02:55.019284

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.NVARCHAR(50), nullable=False),
    )


def downgrade():
    op.drop_table("users")
