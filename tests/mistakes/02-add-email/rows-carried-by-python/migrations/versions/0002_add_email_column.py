"""add email column

Revision ID: 0002
Revises: 0001
Create Date: 2026-02-03 14:21:07.482913

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '0002'
down_revision: Union[str, Sequence[str], None] = '0001'
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    bind = op.get_bind()
    rows = [dict(row) for row in bind.execute(sa.text("SELECT id, name FROM users")).mappings()]
    op.drop_table("users")
    users = op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("email", sa.String(length=255)),
    )
    if rows:
        op.bulk_insert(users, rows)


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column("users", "email")
