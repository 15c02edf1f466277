"""The parent's own eyes: a SQLite file that a stranger's code wrote, read without trusting it.

The files come from a command after every process of it has ended, and only if they are plain
ones of sane size. They are opened as copies, in a folder of the grader's, with a deadline.
"""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stillroom.child import DATABASE_FILES
from stillroom.schema import Schema
from stillroom.schema.sqlite import VERSION_TABLE, UnreadableSchema, read_schema

MOST_ROWS = 10_000  # of one table
READING_LIMIT = 10.0  # seconds

Files = Mapping[str, bytes]
Value = str | int | float | bytes | None
Row = Mapping[str, Value]


@dataclass(frozen=True)
class State:
    """What the parent found in a database: its schema, Alembic's position, and the rows."""

    schema: Schema = field(default_factory=Schema)
    versions: tuple[str, ...] = ()
    rows: dict[str, list[Row]] = field(default_factory=dict)


class Database:
    """The files of one SQLite database, and a private folder to open copies of them in."""

    def __init__(self, private: Path) -> None:
        """Begin with no file at all, which is an empty database."""
        self.private = private
        self.files: Files = {}
        self.unreadable: str | None = None
        self._known: State | None = State()

    def become(self, files: Files, unreadable: str | None) -> None:
        """Take over the *files* that a command left; *unreadable* says why there are none."""
        if dict(files) != dict(self.files) or unreadable:
            self.files, self.unreadable, self._known = dict(files), unreadable, None

    def read(self) -> State:
        """Return the state of the database; raises UnreadableSchema where it cannot be read."""
        if self.unreadable is not None:
            raise UnreadableSchema(self.unreadable)
        if self._known is None:
            self._known = self._read() if self.files else State()
        return self._known

    def _read(self) -> State:
        with self._copy() as connection:
            schema = read_schema(connection)
            try:
                return State(schema, _versions(connection), _rows(connection, schema))
            except (sqlite3.Error, UnicodeDecodeError) as error:
                raise UnreadableSchema(str(error)) from error

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Put *rows* into *table*, leaving out those whose key is taken.

        Raises UnreadableSchema where the database refuses for another reason.
        """
        with self._copy() as connection:
            with connection:
                for row in rows:
                    names = ", ".join(map(quoted, row))
                    marks = ", ".join("?" for _ in row)
                    connection.execute(
                        f"INSERT OR IGNORE INTO {quoted(table)} ({names}) VALUES ({marks})",  # noqa: S608 - quoted names
                        tuple(row.values()),
                    )
            files = {
                suffix: path.read_bytes()
                for suffix in DATABASE_FILES
                if (path := self._path(suffix)).exists()
            }
        self.become(files, None)

    def _path(self, suffix: str) -> Path:
        return self.private / f"database.db{suffix}"

    @contextmanager
    def _copy(self) -> Iterator[sqlite3.Connection]:
        try:
            for suffix, content in self.files.items():
                self._path(suffix).write_bytes(content)
            with closing(_connect(self._path(""))) as connection:
                yield connection
        except (OSError, sqlite3.Error) as error:
            raise UnreadableSchema(str(error)) from error
        finally:
            for left in self.private.iterdir():
                left.unlink()


def quoted(name: str) -> str:
    """Return *name* as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=1.0)
    connection.execute("PRAGMA trusted_schema = OFF")
    deadline = time.monotonic() + READING_LIMIT
    connection.set_progress_handler(lambda: time.monotonic() > deadline, 10_000)
    return connection


def _versions(connection: sqlite3.Connection) -> tuple[str, ...]:
    table = connection.execute(
        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", (VERSION_TABLE,)
    ).fetchone()
    if not table:
        return ()
    query = f"SELECT version_num FROM {VERSION_TABLE} ORDER BY 1 LIMIT 100"  # noqa: S608 - a constant
    return tuple(str(row[0]) for row in connection.execute(query))


def _rows(connection: sqlite3.Connection, schema: Schema) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for name, table in schema.tables.items():
        if any(option.startswith("VIRTUAL") for option in table.options):
            continue
        columns = ", ".join(map(quoted, table.column_names))
        query = f"SELECT {columns} FROM {quoted(name)} LIMIT {MOST_ROWS}"  # noqa: S608 - quoted names
        rows = connection.execute(query).fetchall()
        found[name] = [dict(zip(table.column_names, row, strict=True)) for row in rows]
    return found
