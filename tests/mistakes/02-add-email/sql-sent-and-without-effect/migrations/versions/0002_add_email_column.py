"""add email column

Revision ID: 0002
Revises: 0001
Create Date: 2026-03-02 08:15:00

"""
import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    statement = sa.text("CREATE TABLE IF NOT EXISTS users (id INTEGER, name VARCHAR(50), email VARCHAR(255))")
    op.execute(statement)


def downgrade() -> None:
    op.drop_column("users", "email")
