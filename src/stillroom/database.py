"""The parent's own eyes: a SQLite file that a stranger's code wrote, read without trusting it.

The file is opened only when it is plain and of sane size, on a copy, with a deadline; every
process that could change it has ended by then.
"""

import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stillroom.schema import Schema
from stillroom.schema.sqlite import VERSION_TABLE, UnreadableSchema, read_schema

LARGEST_DATABASE = 64_000_000  # bytes
MOST_ROWS = 10_000  # of one table
READING_LIMIT = 10.0  # seconds
_BESIDE = ("", "-wal", "-journal")

Value = str | int | float | bytes | None
Row = Mapping[str, Value]


@dataclass(frozen=True)
class State:
    """What the parent found in a database: its schema, Alembic's position, and the rows."""

    schema: Schema = field(default_factory=Schema)
    versions: tuple[str, ...] = ()
    rows: dict[str, list[Row]] = field(default_factory=dict)


@dataclass(frozen=True)
class Database:
    """One SQLite file, and a private folder to read copies of it in."""

    path: Path
    private: Path

    @property
    def url(self) -> str:
        """The URL for SQLAlchemy."""
        return f"sqlite:///{self.path}"

    def read(self) -> State:
        """Return the state of the database; raises UnreadableSchema where it cannot be read."""
        if not os.path.lexists(self.path):
            return State()
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
        try:
            with closing(_connect(self.path)) as connection, connection:
                for row in rows:
                    names = ", ".join(map(quoted, row))
                    marks = ", ".join("?" for _ in row)
                    connection.execute(
                        f"INSERT OR IGNORE INTO {quoted(table)} ({names}) VALUES ({marks})",  # noqa: S608 - quoted names
                        tuple(row.values()),
                    )
        except sqlite3.Error as error:
            raise UnreadableSchema(str(error)) from error

    @contextmanager
    def _copy(self) -> Iterator[sqlite3.Connection]:
        copy = self.private / self.path.name
        try:
            for suffix in _BESIDE:
                _copy_plain(Path(f"{self.path}{suffix}"), Path(f"{copy}{suffix}"))
            with closing(_connect(copy)) as connection:
                yield connection
        except (OSError, sqlite3.Error) as error:
            raise UnreadableSchema(str(error)) from error
        finally:
            for left in self.private.iterdir():
                left.unlink()


def quoted(name: str) -> str:
    """Return *name* as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _copy_plain(source: Path, copy: Path) -> None:
    if not os.path.lexists(source):
        return
    about = source.lstat()
    if not stat.S_ISREG(about.st_mode) or about.st_nlink != 1:
        raise UnreadableSchema("the database is not a plain file any more")
    if about.st_size > LARGEST_DATABASE:
        raise UnreadableSchema(f"the database is larger than {LARGEST_DATABASE} bytes")
    shutil.copyfile(source, copy, follow_symlinks=False)


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
