"""Small tables as SQL, and the schemas that they make."""

import sqlite3
from contextlib import closing

from stillroom.databases.sqlite.reflect import read_schema
from stillroom.schema.model import Schema

T = "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, note TEXT)"
P = "CREATE TABLE p (id INTEGER PRIMARY KEY); "


def built(*statements: str) -> Schema:
    """Return the schema that *statements* make."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(";\n".join(statements))
        return read_schema(connection)


def constraint(declared: str) -> str:
    """Return table t with one more table constraint."""
    return f"{P}{T[:-1]}, {declared})"
