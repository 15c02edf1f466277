"""Values as SQLite stores them, in the forms in which SQLAlchemy writes dates and times."""

from datetime import date, datetime, time

from stillroom.databases.base import Cell, Value


def stored(value: Cell) -> Value:
    """Return *value* as SQLite gives it back: a truth is a number, a date is a text."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds")
    if isinstance(value, time):
        return value.isoformat("microseconds")
    return value.isoformat() if isinstance(value, date) else value
