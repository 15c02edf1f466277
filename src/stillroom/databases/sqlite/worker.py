"""SQLite beside learners' code: what a child and its attendant have to know of this database.

At import it needs the standard library alone: it is loaded before anything else. A database is handed
over as its files, each by what follows the name of the database file in its own.

A rollback journal is never handed over. It can name another file, which SQLite deletes afterwards, so
only a confined child ever opens one (see ``settle``).
"""

import os
import sqlite3
import stat
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from stillroom.databases.sqlite.files import DATABASE_FILES

IS_DEFAULT = True
"""Whether this kind of database is meant where nothing names one."""
MODULES = ("sqlalchemy.dialects.sqlite",)
LARGEST_DATABASE = 16_000_000  # bytes, with the files beside it
_NAME = "database.db"
_PREFIX = "sqlite:///"


def write(handover: Mapping[str, bytes], folder: str) -> None:
    """Write the files of a database into *folder*."""
    for suffix, content in handover.items():
        Path(folder, _NAME + suffix).write_bytes(content)


def url(folder: str) -> str:
    """Return the address of the database in *folder*."""
    return f"{_PREFIX}{folder}/{_NAME}"


def engine(address: str) -> Any:  # noqa: ANN401 - sqlalchemy is imported late
    """An engine whose transactions cover DDL, with foreign keys off as Alembic's batch mode needs."""
    import sqlalchemy as sa

    made = sa.create_engine(address, poolclass=sa.NullPool, connect_args={"isolation_level": None})
    sa.event.listen(made, "connect", _prepare)
    sa.event.listen(made, "begin", _begin)
    return made


def _begin(connection: Any) -> None:  # noqa: ANN401 - sqlalchemy is imported late
    """Begin a transaction, unless a listener of the learner's for every engine has begun it."""
    if not connection.connection.dbapi_connection.in_transaction:
        connection.exec_driver_sql("BEGIN")


def _prepare(driver_connection: sqlite3.Connection, _record: object) -> None:
    """Let SQLite keep what it writes meanwhile in memory, and wait for no disk.

    A child has little room for files, and nothing in them has to outlive a power cut.
    """
    driver_connection.execute("PRAGMA temp_store = MEMORY")
    driver_connection.execute("PRAGMA synchronous = OFF")


def listen(engine: Any, hear: Callable[[str], object]) -> None:  # noqa: ANN401 - sqlalchemy is imported late
    """Call *hear* with each statement that SQLite begins, with its values, whoever sends it."""
    import sqlalchemy as sa

    @sa.event.listens_for(engine, "connect")
    def on_connect(driver_connection: sqlite3.Connection, _record: object) -> None:
        driver_connection.set_trace_callback(hear)


def is_unsettled(folder: str) -> bool:
    """Tell whether a rollback journal is left in *folder*."""
    return os.path.lexists(os.path.join(folder, _NAME + "-journal"))


def settle(address: str) -> None:
    """Let SQLite undo what a command left half done: with that, its journal is gone."""
    with closing(sqlite3.connect(address.removeprefix(_PREFIX))) as connection:
        connection.execute("PRAGMA schema_version").fetchone()


def collect(folder: str) -> dict[str, bytes]:
    """Return the files of the database in *folder*; nothing is opened as SQL.

    Raises OSError, with the reason, where they are not plain files of a sane size.
    """
    files: dict[str, bytes] = {}
    room = LARGEST_DATABASE
    for suffix in DATABASE_FILES:
        path = os.path.join(folder, _NAME + suffix)
        if os.path.lexists(path):
            files[suffix] = _plain(path, room)
            room -= len(files[suffix])
    return files


def _plain(path: str, room: int) -> bytes:
    """The content of a plain file; raises OSError for whatever else is there."""
    extra = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    about = os.lstat(path)
    if not stat.S_ISREG(about.st_mode) or about.st_nlink != 1:
        raise OSError("the database is not a plain file any more")
    if about.st_size > room:
        raise OSError(f"the database is larger than {LARGEST_DATABASE} bytes")
    with os.fdopen(os.open(path, os.O_RDONLY | extra), "rb") as file:
        return file.read(room)


def error_code(error: BaseException) -> str:
    """Return SQLite's own name of *error*, such as ``SQLITE_CONSTRAINT_NOTNULL``; "" for none."""
    code = getattr(error, "sqlite_errorname", "")
    return code if isinstance(code, str) else ""
