"""Two tables, as plain tables."""

import sqlalchemy as sa

from app.database import Base

books = sa.Table(
    "books",
    Base.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(80), nullable=False),
    sa.Column("price", sa.Integer, nullable=False, server_default="0"),
    sa.CheckConstraint("price>=0", name="price"),
    sa.Index("ix_books_title", sa.text("title DESC")),
)
loans = sa.Table(
    "loans",
    Base.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("book_id", sa.ForeignKey("books.id", ondelete="CASCADE"), nullable=False),
)
