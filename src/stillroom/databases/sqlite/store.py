"""A SQLite database that a learner's code wrote, held and read by the parent without trusting it.

Its files come from a command after every process of it has ended, and only if they are plain
ones of sane size. They are opened as copies, in a folder of the grader's, with a deadline.

A deadline is kept only between the instructions of a statement. So nothing that a learner wrote is
ever evaluated or expanded here: no generated column, no view, no virtual table.
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from stillroom.databases.base import (
    VERSION_TABLE,
    FailedStatement,
    Fixture,
    Handover,
    RefusedRow,
    Row,
    State,
)
from stillroom.databases.sqlite.files import DATABASE_FILES
from stillroom.databases.sqlite.reflect import read_schema
from stillroom.databases.sqlite.values import stored
from stillroom.databases.sqlite.views import quoted
from stillroom.databases.sqlite.worker import error_code
from stillroom.errors import BeyondLimit, GraderFault, UnreadableDatabase
from stillroom.schema.model import Schema

MOST_VALUES = 500_000  # of all tables
READING_LIMIT = 10.0  # seconds
ROOM = 100_000  # bytes that reading a database may need beside it
REFUSALS = ("SQLITE_CONSTRAINT", "SQLITE_MISMATCH")  # the codes of what a rule of a schema refuses
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 1_000_000,  # bytes of one value
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}


class SqliteStore:
    """The files of one SQLite database, and a private folder to open copies of them in."""

    def __init__(self, private: Path) -> None:
        """Begin with no file at all, which is an empty database."""
        self._private = private
        self._files: dict[str, bytes] = {}
        self.unreadable: str | None = None
        self._known: State | None = State()

    def handover(self) -> Handover:
        """Return the content of the database's files, by what follows its name in theirs."""
        return self._files

    def take_back(self, handover: Handover, unreadable: str | None) -> None:
        """Take over the files that a command left; *unreadable* says why there are none.

        Only the files that hold the content: a stranger may have named the others.
        """
        files = {suffix: handover[suffix] for suffix in DATABASE_FILES if suffix in handover}
        if files != self._files or unreadable:
            self._files, self.unreadable, self._known = files, unreadable, None

    def read(self) -> State:
        """Return the state of the database; raises UnreadableDatabase where it cannot be read."""
        if self.unreadable is not None:
            raise UnreadableDatabase(self.unreadable)
        if self._known is None:
            self._known = self._read() if self._files else State()
        return self._known

    def _read(self) -> State:
        with self._copy() as connection:
            try:
                schema = read_schema(connection)
                return State(schema, _versions(connection), _rows(connection, schema))
            except (sqlite3.Error, UnicodeDecodeError, RecursionError) as error:
                raise UnreadableDatabase(str(error)) from error
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
                words = f"{type(error).__name__}: {error}"
                raise GraderFault(f"the database has a form that is not known: {words}") from error

    def insert(self, table: str, rows: Sequence[Fixture]) -> None:
        """Put *rows* into *table*, leaving out those whose key is taken; foreign keys count.

        Raises RefusedRow, and UnreadableDatabase where the table or a column is not there.
        """
        with self._copy() as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            with connection:
                for row in rows:
                    _insert(connection, table, row)
            files = {
                suffix: path.read_bytes()
                for suffix in DATABASE_FILES
                if (path := self._path(suffix)).exists()
            }
        self.take_back(files, None)

    def close(self) -> None:
        """Forget the files: what is left is an empty database."""
        self._files, self.unreadable, self._known = {}, None, State()

    def try_out(self, sql: str) -> str | None:
        """Run *sql* on a copy; return which rule refuses it, or None; raises FailedStatement."""
        with self._copy() as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            try:
                connection.executescript(sql)
            except (sqlite3.Error, ValueError) as error:  # it holds a null character
                words = str(error) or type(error).__name__
                if not error_code(error).startswith(REFUSALS):
                    raise FailedStatement(words) from error
                return words
        return None

    def _path(self, suffix: str) -> Path:
        return self._private / f"database.db{suffix}"

    @contextmanager
    def _copy(self) -> Iterator[sqlite3.Connection]:
        try:
            for suffix, content in self._files.items():
                self._path(suffix).write_bytes(content)
            with closing(_connect(self._path(""))) as connection:
                yield connection
        except OSError as error:
            raise GraderFault(f"the database cannot be copied: {error}") from error
        except UnreadableDatabase:
            self._try_one_of_our_own()
            raise
        except sqlite3.Error as error:
            self._try_one_of_our_own()
            raise UnreadableDatabase(str(error)) from error
        finally:
            for left in self._private.iterdir():
                left.unlink()

    def _try_one_of_our_own(self) -> None:
        """Raise GraderFault where no database can be kept here now, whoever made it."""
        try:
            with closing(sqlite3.connect(self._private / "own.db")) as own, own:
                own.execute("CREATE TABLE room AS SELECT zeroblob(?)", [ROOM])
        except sqlite3.Error as error:
            raise GraderFault(f"no database can be kept here: {error}") from error


def _insert(connection: sqlite3.Connection, table: str, row: Fixture) -> None:
    names = ", ".join(map(quoted, row))
    marks = ", ".join("?" for _ in row)
    values = [stored(value) for value in row.values()]
    try:
        connection.execute(
            f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})",  # noqa: S608 - quoted names
            values,
        )
    except OverflowError as error:
        raise RefusedRow(str(error)) from error
    except sqlite3.IntegrityError as error:
        if not _is_taken(connection, table, row):
            raise RefusedRow(str(error)) from error


def _is_taken(connection: sqlite3.Connection, table: str, row: Fixture) -> bool:
    """Tell whether *table* has a row with the primary key of *row*."""
    query = "SELECT name FROM pragma_table_info(?) WHERE pk > 0"
    key = [name for (name,) in connection.execute(query, (table,))]
    if not key or not set(key) <= set(row):
        return False
    condition = " AND ".join(f"{quoted(name)} = ?" for name in key)
    query = f"SELECT 1 FROM {quoted(table)} WHERE {condition}"  # noqa: S608 - quoted names
    return connection.execute(query, [stored(row[name]) for name in key]).fetchone() is not None


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=1.0)
    for limit, value in LIMITS.items():
        connection.setlimit(limit, value)
    # Older versions trust no function of JSON otherwise. What may harm is never called by a schema.
    connection.execute("PRAGMA trusted_schema = ON")
    connection.execute("PRAGMA synchronous = OFF")  # a copy, which no power cut has to leave whole
    deadline = time.monotonic() + READING_LIMIT
    connection.set_progress_handler(lambda: time.monotonic() > deadline, 10_000)
    return connection


def _versions(connection: sqlite3.Connection) -> tuple[str, ...]:
    # Only a column that is stored: what is computed would be computed here.
    stored = connection.execute(
        "SELECT 1 FROM sqlite_schema AS item JOIN pragma_table_xinfo(?1) AS member"
        " WHERE item.type = 'table' AND item.name = ?1 AND item.rootpage > 0"
        " AND member.name = 'version_num' AND member.hidden = 0",
        (VERSION_TABLE,),
    ).fetchone()
    if not stored:
        return ()
    query = f"SELECT version_num FROM {VERSION_TABLE} ORDER BY 1 LIMIT 100"  # noqa: S608 - a constant
    return tuple(str(row[0]) for row in connection.execute(query))


def _rows(connection: sqlite3.Connection, schema: Schema) -> dict[str, list[Row]]:
    """Return the rows of each table, computed values as None; raises BeyondLimit."""
    rows_of: dict[str, list[Row]] = {}
    room = MOST_VALUES
    for name, table in schema.tables.items():
        if any(option.startswith("VIRTUAL") for option in table.options):
            continue
        columns = ", ".join(_stored(connection, name))
        names = table.column_names
        query = f"SELECT {columns} FROM {quoted(name)} LIMIT ?"  # noqa: S608 - quoted names
        rows = connection.execute(query, (room // len(names) + 1,)).fetchall()
        room -= len(rows) * len(names)
        if room < 0:
            raise BeyondLimit(f"more than {MOST_VALUES} values in its tables")
        rows_of[name] = [dict(zip(names, row, strict=True)) for row in rows]
    return rows_of


def _stored(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """Yield what to select for each column of *table*: its value, or NULL where it is computed."""
    computed = 2  # a generated column that is stored has 3
    query = "SELECT name, hidden FROM pragma_table_xinfo(?) ORDER BY cid"
    for name, hidden in connection.execute(query, (table,)):
        yield "NULL" if hidden == computed else quoted(name)
