"""The states."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)


def trips() -> MetaData:
    """Return the tables of the state."""
    md = MetaData()
    Table(
        "trips",
        md,
        Column("id", Integer, primary_key=True),
        Column("from", String(30), nullable=False),
        Column("to", String(30)),
        Column("day", String(10), nullable=False),
        Column("seats", Integer, nullable=False, server_default="100"),
        Column("note", Text),
        CheckConstraint("seats >= 0"),
    )
    Table(
        "tickets",
        md,
        Column("id", Integer, primary_key=True),
        Column("trip_id", ForeignKey("trips.id", ondelete="CASCADE"), nullable=False, index=True),
        Column("passenger", String(60), nullable=False),
        Column("paid", String(3)),
    )
    return md


STATES = {"trips": trips()}
