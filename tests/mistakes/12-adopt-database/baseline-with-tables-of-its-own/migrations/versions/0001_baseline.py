"""baseline

Revision ID: 0001
Revises:
Create Date: 2026-03-09 09:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

metadata = sa.MetaData()
sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("contact", sa.String(255), unique=True),
    sa.Column("display_name", sa.String(50), nullable=False),
    sa.Column("first_name", sa.String(50), nullable=False),
    sa.Column("last_name", sa.String(50)),
    sa.Column("phone", sa.String(30)),
)
sa.Table(
    "orders",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    sa.Column("number", sa.String(20), nullable=False),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("placed_on", sa.Date, nullable=False, index=True),
    sa.Column("note", sa.String(200)),
    sa.Column("currency", sa.String(3), nullable=False, server_default="EUR"),
    sa.Column("status", sa.String(20), nullable=False),
    sa.UniqueConstraint("user_id", "number"),
    sa.CheckConstraint("quantity > 0"),
)


def upgrade() -> None:
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    metadata.drop_all(op.get_bind())
