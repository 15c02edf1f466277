"""lend books

Revision ID: a1
Revises:

"""

import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "books",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("price", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.PrimaryKeyConstraint("id", name="pk_books"),
        sa.CheckConstraint("price >= 0", name=op.f("ck_books_price")),
    )
    op.create_index("ix_books_title", "books", [sa.text("title DESC")])
    op.create_table(
        "loans",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("book_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_loans"),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name="fk_loans_book_id_books", ondelete="CASCADE"
        ),
    )


def downgrade():
    op.drop_table("loans")
    op.drop_table("books")
