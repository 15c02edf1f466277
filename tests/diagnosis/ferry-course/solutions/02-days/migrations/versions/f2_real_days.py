"""real days

Revision ID: f2
Revises: f1
Create Date: 2026-02-16 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "f2"
down_revision: str | Sequence[str] | None = "f1"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.execute("UPDATE trips SET day = substr(day, 7, 4) || '-' || substr(day, 4, 2) || '-' || substr(day, 1, 2)")
    op.add_column("trips", sa.Column("new_day", sa.Date(), nullable=True))
    op.execute("UPDATE trips SET new_day = day")
    with op.batch_alter_table("trips") as batch_op:
        batch_op.drop_column("day")
        batch_op.alter_column("new_day", new_column_name="day", existing_type=sa.Date(), nullable=False)
    op.add_column("tickets", sa.Column("is_paid", sa.Boolean(), server_default=sa.text("0"), nullable=False))
    op.execute("UPDATE tickets SET is_paid = 1 WHERE paid = 'yes'")
    with op.batch_alter_table("tickets") as batch_op:
        batch_op.drop_column("paid")
        batch_op.alter_column("is_paid", new_column_name="paid", existing_type=sa.Boolean(), existing_server_default=sa.text("0"))


def downgrade() -> None:
    """Downgrade schema."""
    op.add_column("tickets", sa.Column("was_paid", sa.String(length=3), nullable=True))
    op.execute("UPDATE tickets SET was_paid = CASE WHEN paid THEN 'yes' ELSE 'no' END")
    with op.batch_alter_table("tickets") as batch_op:
        batch_op.drop_column("paid")
        batch_op.alter_column("was_paid", new_column_name="paid", existing_type=sa.String(length=3))
    op.add_column("trips", sa.Column("old_day", sa.String(length=10), nullable=True))
    op.execute("UPDATE trips SET old_day = day")
    with op.batch_alter_table("trips") as batch_op:
        batch_op.drop_column("day")
        batch_op.alter_column("old_day", new_column_name="day", existing_type=sa.String(length=10), nullable=False)
    op.execute("UPDATE trips SET day = substr(day, 9, 2) || '.' || substr(day, 6, 2) || '.' || substr(day, 1, 4)")
