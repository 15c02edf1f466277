"""add shelves

Revision ID: a1
Revises: 
Create Date: 2026-02-16 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "a1"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "shelves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_shelves_not_itself")),
        sa.ForeignKeyConstraint(["parent_id"], ["shelves.id"], name=op.f("fk_shelves_parent_id_shelves"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelves")),
        sa.UniqueConstraint("code", name=op.f("uq_shelves_code")),
    )
    op.create_table(
        "copies",
        sa.Column("isbn", sa.String(length=13), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shelf_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="in", nullable=False),
        sa.Column("acquired", sa.Date(), nullable=True),
        sa.Column("reference", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("borrower", sa.String(length=40), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.CheckConstraint("state IN ('in', 'out', 'lost')", name=op.f("ck_copies_state")),
        sa.ForeignKeyConstraint(["shelf_id"], ["shelves.id"], name=op.f("fk_copies_shelf_id_shelves")),
        sa.PrimaryKeyConstraint("isbn", "number", name=op.f("pk_copies")),
    )
    op.create_index("ix_copies_lost", "copies", ["shelf_id"], sqlite_where=sa.text("state = 'lost'"))
    op.create_index("ix_copies_isbn_lower", "copies", [sa.text("lower(isbn)")])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index("ix_copies_isbn_lower", table_name="copies")
    op.drop_index("ix_copies_lost", table_name="copies")
    op.drop_table("copies")
    op.drop_table("shelves")
