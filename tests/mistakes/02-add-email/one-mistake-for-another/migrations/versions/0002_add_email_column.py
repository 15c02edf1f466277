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
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("name", type_=sa.String(length=40), nullable=False)


def downgrade() -> None:
    op.drop_column("users", "email")
