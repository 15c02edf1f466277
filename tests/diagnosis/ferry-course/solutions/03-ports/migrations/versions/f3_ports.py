"""ports

Revision ID: f3
Revises: f2
Create Date: 2026-02-16 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "f3"
down_revision: str | Sequence[str] | None = "f2"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "ports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ports")),
        sa.UniqueConstraint("name", name=op.f("uq_ports_name")),
    )
    op.execute('INSERT INTO ports (name) SELECT "from" FROM trips UNION SELECT "to" FROM trips WHERE "to" IS NOT NULL')
    op.add_column("trips", sa.Column("from_id", sa.Integer(), nullable=True))
    op.add_column("trips", sa.Column("to_id", sa.Integer(), nullable=True))
    op.execute('UPDATE trips SET from_id = (SELECT id FROM ports WHERE name = trips."from"), to_id = (SELECT id FROM ports WHERE name = trips."to")')
    with op.batch_alter_table("trips") as batch_op:
        batch_op.alter_column("from_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(op.f("fk_trips_from_id_ports"), "ports", ["from_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_trips_to_id_ports"), "ports", ["to_id"], ["id"])
        batch_op.drop_column("from")
        batch_op.drop_column("to")


def downgrade() -> None:
    """Downgrade schema."""
    op.add_column("trips", sa.Column("from", sa.String(length=30), nullable=True))
    op.add_column("trips", sa.Column("to", sa.String(length=30), nullable=True))
    op.execute('UPDATE trips SET "from" = (SELECT name FROM ports WHERE id = trips.from_id), "to" = (SELECT name FROM ports WHERE id = trips.to_id)')
    with op.batch_alter_table("trips") as batch_op:
        batch_op.alter_column("from", existing_type=sa.String(length=30), nullable=False)
        batch_op.drop_constraint(op.f("fk_trips_from_id_ports"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_trips_to_id_ports"), type_="foreignkey")
        batch_op.drop_column("from_id")
        batch_op.drop_column("to_id")
    op.drop_table("ports")
