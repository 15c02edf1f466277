"""add trips

Revision ID: f1
Revises: 
Create Date: 2026-02-16 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "f1"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "trips",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from", sa.String(length=30), nullable=False),
        sa.Column("to", sa.String(length=30), nullable=True),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("seats", sa.Integer(), server_default="100", nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("seats >= 0", name=op.f("ck_trips_seats")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trips")),
    )
    op.create_table(
        "tickets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trip_id", sa.Integer(), nullable=False),
        sa.Column("passenger", sa.String(length=60), nullable=False),
        sa.Column("paid", sa.String(length=3), nullable=True),
        sa.ForeignKeyConstraint(["trip_id"], ["trips.id"], name=op.f("fk_tickets_trip_id_trips"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
    )
    op.create_index(op.f("ix_tickets_trip_id"), "tickets", ["trip_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index(op.f("ix_tickets_trip_id"), table_name="tickets")
    op.drop_table("tickets")
    op.drop_table("trips")
