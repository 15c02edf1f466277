"""SQLite as a backend: where everything of this package is handed out."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from stillroom.databases.base import Backend, Cell, FollowedDatabase, Store, Value
from stillroom.databases.error_rule import ErrorRule
from stillroom.databases.sqlite import worker
from stillroom.databases.sqlite.errors import RULES
from stillroom.databases.sqlite.follow import follow
from stillroom.databases.sqlite.hints import HINTS
from stillroom.databases.sqlite.reflect import read_schema
from stillroom.databases.sqlite.store import SqliteStore
from stillroom.databases.sqlite.values import stored
from stillroom.schema.model import Schema


class SqliteBackend:
    """Throw-away databases that are files, and schemas made in memory."""

    name = "sqlite"
    title = "SQLite"
    is_default = worker.IS_DEFAULT
    worker = worker.__name__
    errors: Sequence[ErrorRule] = RULES
    hints = HINTS

    def expected(self, metadata: Any) -> Schema:  # noqa: ANN401 - whatever a course author wrote
        """Return the schema that *metadata* makes in an empty database in memory."""
        with closing(sqlite3.connect(":memory:")) as connection:
            _create(metadata, connection)
            return read_schema(connection)

    def build(self, metadata: Any, private: Path) -> Store:  # noqa: ANN401 - as expected() takes it
        """Return a database in which *metadata* was created."""
        with closing(sqlite3.connect(":memory:")) as connection:
            _create(metadata, connection)
            store = SqliteStore(private)
            store.take_back({"": connection.serialize()}, None)
            return store

    def stored(self, value: Cell) -> Value:
        """Return *value* as SQLite gives it back."""
        return stored(value)

    def open(self, private: Path) -> Store:
        """Return an empty database, whose files are copied into *private* whenever it is read."""
        return SqliteStore(private)

    def follow(self, url: sa.URL | None, project: Path) -> FollowedDatabase:
        """Return the file at *url*; raises NotFollowed for a database in memory."""
        return follow(url, project)

    def fingerprint(self) -> str:
        """Return the version of the library: how it parses and stores decides about schemas."""
        return f"{self.name} {sqlite3.sqlite_version}"


def _create(metadata: Any, connection: sqlite3.Connection) -> None:  # noqa: ANN401 - as expected() takes it
    metadata.create_all(
        sa.create_engine("sqlite://", creator=lambda: connection, poolclass=sa.StaticPool)
    )


BACKEND: Backend = SqliteBackend()
