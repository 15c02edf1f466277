"""Small schemas, written down."""

import sqlite3
from contextlib import closing

import sqlalchemy as sa

from stillroom.databases.sqlite.reflect import read_schema
from stillroom.schema.compare import compare
from stillroom.schema.model import Schema

T = "create table t (a integer primary key, b varchar(20) not null, c int);"
TRIGGER = "create trigger r after insert on t begin select 'a'; end;"


def schema(made_by: str | sa.MetaData) -> Schema:
    """Return the schema that an SQL script builds, or SQLAlchemy from its metadata."""
    with closing(sqlite3.connect(":memory:")) as connection:
        if isinstance(made_by, str):
            connection.executescript(made_by)
        else:
            engine = sa.create_engine(
                "sqlite://", creator=lambda: connection, poolclass=sa.StaticPool
            )
            made_by.create_all(engine)
        return read_schema(connection)


def kinds(expected: str | sa.MetaData, found: str | sa.MetaData, *exact: str) -> list[str]:
    """Return the kinds of difference."""
    return [difference.kind for difference in compare(schema(expected), schema(found), exact)]
