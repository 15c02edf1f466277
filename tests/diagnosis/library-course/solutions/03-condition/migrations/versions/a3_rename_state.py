"""rename state

Revision ID: a3
Revises: a2
Create Date: 2026-02-16 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "a3"
down_revision: str | Sequence[str] | None = "a2"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.drop_index("ix_copies_isbn_lower", table_name="copies")
    op.drop_index("ix_copies_lost", table_name="copies")
    with op.batch_alter_table("copies") as batch_op:
        batch_op.drop_constraint(op.f("ck_copies_state"), type_="check")
        batch_op.alter_column(
            "state",
            new_column_name="condition",
            existing_type=sa.String(length=10),
            existing_nullable=False,
            server_default="shelf",
        )
    op.execute("UPDATE copies SET condition = 'shelf' WHERE condition = 'in'")
    with op.batch_alter_table("copies") as batch_op:
        batch_op.create_check_constraint(op.f("ck_copies_condition"), "condition IN ('shelf', 'out', 'lost')")
    op.create_index("ix_copies_lost", "copies", ["shelf_id"], sqlite_where=sa.text("condition = 'lost'"))
    op.create_index("ix_copies_isbn_lower", "copies", [sa.text("lower(isbn)")])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index("ix_copies_isbn_lower", table_name="copies")
    op.drop_index("ix_copies_lost", table_name="copies")
    with op.batch_alter_table("copies") as batch_op:
        batch_op.drop_constraint(op.f("ck_copies_condition"), type_="check")
        batch_op.alter_column(
            "condition",
            new_column_name="state",
            existing_type=sa.String(length=10),
            existing_nullable=False,
            server_default="in",
        )
    op.execute("UPDATE copies SET state = 'in' WHERE state = 'shelf'")
    with op.batch_alter_table("copies") as batch_op:
        batch_op.create_check_constraint(op.f("ck_copies_state"), "state IN ('in', 'out', 'lost')")
    op.create_index("ix_copies_lost", "copies", ["shelf_id"], sqlite_where=sa.text("state = 'lost'"))
    op.create_index("ix_copies_isbn_lower", "copies", [sa.text("lower(isbn)")])
