"""add loans

Revision ID: a2
Revises: a1
Create Date: 2026-02-16 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "a2"
down_revision: str | Sequence[str] | None = "a1"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "loans",
        sa.Column("isbn", sa.String(length=13), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("borrower", sa.String(length=40), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["isbn", "number"], ["copies.isbn", "copies.number"], name=op.f("fk_loans_isbn_copies"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("isbn", "number", name=op.f("pk_loans")),
    )
    op.execute(
        "INSERT INTO loans (isbn, number, borrower, due) "
        "SELECT isbn, number, borrower, due FROM copies WHERE borrower IS NOT NULL"
    )
    op.drop_column("copies", "due")
    op.drop_column("copies", "borrower")


def downgrade() -> None:
    """Downgrade schema."""
    op.add_column("copies", sa.Column("borrower", sa.String(length=40), nullable=True))
    op.add_column("copies", sa.Column("due", sa.Date(), nullable=True))
    op.execute(
        "UPDATE copies SET (borrower, due) = (SELECT borrower, due FROM loans "
        "WHERE loans.isbn = copies.isbn AND loans.number = copies.number)"
    )
    op.drop_table("loans")
