"""add currency and status

Revision ID: 0010
Revises: 0009
Create Date: 2026-03-02 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0010"
down_revision: str | Sequence[str] | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.execute("UPDATE orders SET status = 'open'")
    op.add_column(
        "orders", sa.Column("currency", sa.String(length=3), server_default="EUR", nullable=False)
    )

    op.add_column("orders", sa.Column("status", sa.String(length=20)))
    with op.batch_alter_table("orders") as batch_op:
        batch_op.alter_column("status", existing_type=sa.String(length=20), nullable=False)


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_column("status")
        batch_op.drop_column("currency")
