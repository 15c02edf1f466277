"""A learner's own SQLite file, taken as it is and made another database: wholly, or not at all.

Here the file itself is opened, as the learner's own commands do. SQLite's locks say whether
somebody else is at it, and programs that have it open see the new content.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from stillroom.databases.base import Handover, NotReplaced
from stillroom.util.files import write
from stillroom.util.text import clean

LARGEST = 64_000_000  # bytes
PATIENCE = 1.0  # seconds for the end of somebody else's transaction
MOST_WAITS = 20
COMPANIONS = ("-wal", "-shm", "-journal")
"""What follows the name of the file in the names of those that SQLite keeps beside it."""


def contents(path: Path) -> Handover:
    """Return what the file holds; nothing where there is none. A damaged file is taken as it is.

    Raises NotReplaced where somebody else is writing to it, or where it may not be written to.
    """
    if not path.exists():
        return {}
    if not path.is_file():
        raise NotReplaced(f"{path.name} is no file")
    if path.stat().st_size > LARGEST:
        raise NotReplaced(f"{path.name} is larger than {LARGEST // 1_000_000} MB")
    with _telling(path):
        try:
            with closing(_open_alone(path)) as connection:
                is_empty = connection.execute("PRAGMA page_count").fetchone() == (0,)
                return {"": b"" if is_empty else connection.serialize()}
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            return {"": path.read_bytes()}


def replace(path: Path, handover: Handover) -> None:
    """Make the file hold *handover*, as ``contents`` returned it; raises as that does."""
    is_new = not path.exists()
    if is_new and not handover:
        return
    with TemporaryDirectory(prefix="stillroom-database-") as private, _telling(path):
        copy = Path(private, "database.db")
        for suffix, content in handover.items():
            Path(f"{copy}{suffix}").write_bytes(content)
        try:
            _back_up(copy, path)
        except BaseException as error:
            if is_new:
                path.unlink(missing_ok=True)
            if not isinstance(error, sqlite3.DatabaseError) or isinstance(
                error, sqlite3.OperationalError
            ):
                raise
            # One of both is no database, so SQLite cannot copy: the bytes are put in its place.
            write(path, handover.get("", b""))
            for suffix in COMPANIONS:
                Path(f"{path}{suffix}").unlink(missing_ok=True)


def _back_up(copy: Path, path: Path) -> None:
    waits = 0

    def give_up(status: int, _remaining: int, _total: int) -> None:
        nonlocal waits
        waits += status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if waits > MOST_WAITS:
            raise sqlite3.OperationalError("database is locked")

    with closing(sqlite3.connect(copy)) as source, closing(_open_alone(path)) as target:
        source.backup(target, progress=give_up, sleep=PATIENCE / MOST_WAITS)


def _open_alone(path: Path) -> sqlite3.Connection:
    """Open the file, of which nobody else is in the middle of a transaction; raises sqlite3.Error."""
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Raise NotReplaced, in words, for what SQLite or the disk refuse in the block."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        why = clean(getattr(error, "strerror", None) or str(error), 200)
        if "locked" in why or "busy" in why:
            raise NotReplaced(
                f"{path.name} is in use: end the program that uses it, and try again"
            ) from error
        raise NotReplaced(f"{path.name}: {why}") from error
