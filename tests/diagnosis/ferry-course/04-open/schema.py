"""The states."""

from sqlalchemy import (
    DDL,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    event,
    text,
)


def trips() -> MetaData:
    """Return the tables of the state."""
    md = MetaData()
    Table(
        "ports",
        md,
        Column("id", Integer, primary_key=True),
        Column("name", String(30), nullable=False, unique=True),
    )
    Table(
        "trips",
        md,
        Column("id", Integer, primary_key=True),
        Column("from_id", ForeignKey("ports.id"), nullable=False),
        Column("to_id", ForeignKey("ports.id")),
        Column("day", Date, nullable=False),
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
        Column("paid", Boolean, nullable=False, server_default=text("0")),
    )
    event.listen(
        md,
        "after_create",
        DDL("CREATE VIEW open_trips AS SELECT id, day FROM trips WHERE seats > 0"),
    )
    event.listen(
        md,
        "after_create",
        DDL(
            "CREATE TRIGGER tickets_stay BEFORE UPDATE OF trip_id ON tickets BEGIN SELECT RAISE(ABORT, 'a ticket stays with its trip'); END"
        ),
    )
    return md


STATES = {"open trips": trips()}
