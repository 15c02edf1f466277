"""Two tables with a foreign key, a check, a default and an index."""

import sqlalchemy as sa

both = sa.MetaData()
sa.Table(
    "books",
    both,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(80), nullable=False),
    sa.Column("price", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.PrimaryKeyConstraint("id", name="pk_books"),
    sa.CheckConstraint("price >= 0", name="ck_books_price"),
    sa.Index("ix_books_title", sa.text("title DESC")),
)
sa.Table(
    "loans",
    both,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("book_id", sa.Integer, nullable=False),
    sa.PrimaryKeyConstraint("id", name="pk_loans"),
    sa.ForeignKeyConstraint(
        ["book_id"], ["books.id"], name="fk_loans_book_id_books", ondelete="CASCADE"
    ),
)

STATES = {"books + loans": both}
