"""add currency and status

Revision ID: 0010
Revises: 0009
Create Date: 2026-03-02 09:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE orders ADD COLUMN currency VARCHAR(3) DEFAULT 'EUR' NOT NULL")
    op.execute("ALTER TABLE orders ADD COLUMN status VARCHAR(20) DEFAULT 'open' NOT NULL")
    with op.batch_alter_table("orders") as batch_op:
        batch_op.alter_column("status", server_default=None)


def downgrade() -> None:
    op.execute("ALTER TABLE orders DROP COLUMN status")
    op.execute("ALTER TABLE orders DROP COLUMN currency")
