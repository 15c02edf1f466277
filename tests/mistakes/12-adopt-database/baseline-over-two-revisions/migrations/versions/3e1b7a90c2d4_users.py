"""users

Revision ID: 3e1b7a90c2d4
Revises:
Create Date: 2026-03-09 09:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "3e1b7a90c2d4"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("contact", sa.String(length=255)),
        sa.Column("display_name", sa.String(length=50), nullable=False),
        sa.Column("first_name", sa.String(length=50), nullable=False),
        sa.Column("last_name", sa.String(length=50)),
        sa.Column("phone", sa.String(length=30)),
        sa.UniqueConstraint("contact", name="uq_users_contact"),
    )


def downgrade() -> None:
    op.drop_table("users")
