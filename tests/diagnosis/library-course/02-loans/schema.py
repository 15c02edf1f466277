"""The states."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    func,
    text,
)


def lending() -> MetaData:
    """Return the tables of the state."""
    md = MetaData()
    Table(
        "shelves",
        md,
        Column("id", Integer, primary_key=True),
        Column("code", String(8), nullable=False, unique=True),
        Column("parent_id", ForeignKey("shelves.id", ondelete="SET NULL")),
        CheckConstraint("parent_id <> id"),
    )
    copies = Table(
        "copies",
        md,
        Column("isbn", String(13), primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("shelf_id", ForeignKey("shelves.id"), nullable=False),
        Column("state", String(10), nullable=False, server_default="in"),
        Column("acquired", Date),
        Column("reference", Boolean, nullable=False, server_default=text("0")),
        CheckConstraint("state IN ('in', 'out', 'lost')"),
    )
    Index("ix_copies_lost", copies.c.shelf_id, sqlite_where=text("state = 'lost'"))
    Index("ix_copies_isbn_lower", func.lower(copies.c.isbn))
    Table(
        "loans",
        md,
        Column("isbn", String(13), primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("borrower", String(40), nullable=False),
        Column("due", Date),
        ForeignKeyConstraint(
            ["isbn", "number"], ["copies.isbn", "copies.number"], ondelete="CASCADE"
        ),
    )
    return md


STATES = {"copies and loans": lending()}
