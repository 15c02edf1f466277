"""Which database the project uses, and a copy of it: the file itself is never opened as a database.

Reading the bytes of a SQLite file takes no lock and leaves no trace. What is read while somebody
writes is no database, so nothing is taken while a command is at work, or when the file changes
under the reading.
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from stillroom.errors import GraderFault, UnreadableDatabase
from stillroom.project.file_stamps import stamps
from stillroom.sandbox.worker import DATABASE_FILES
from stillroom.schema.model import Schema
from stillroom.util.text import clean

VARIABLE = "DATABASE_URL"
DEFAULT = "app.db"
LARGEST = 64_000_000  # bytes
TRIES = 3
JOURNAL = "-journal"
JOURNAL_BEGINS = bytes.fromhex("d9d505f920a163d7")
"""How a rollback journal begins that is in force: a transaction has not ended."""


@dataclass(frozen=True)
class Source:
    """The file of a database; or why there is none that can be followed."""

    path: Path | None
    trouble: str | None = None

    @property
    def files(self) -> list[Path]:
        """Every file that belongs to the database."""
        if self.path is None:
            return []
        return [Path(f"{self.path}{suffix}") for suffix in (*DATABASE_FILES, JOURNAL)]


@dataclass(frozen=True)
class Found:
    """What was found in a database. ``busy`` says that a command is at work on it."""

    versions: tuple[str, ...] = ()
    schema: Schema | None = None
    trouble: str | None = None
    busy: bool = False
    exists: bool = False


def source(project: Path) -> Source:
    """Return the database that the settings of *project* name."""
    url = _url(project)
    if url is None:
        return Source(project / DEFAULT)
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return Source(None, f"{VARIABLE} is no address of a database; only the files are followed.")
    kind, name = parsed.get_backend_name(), parsed.database
    if kind != "sqlite":
        words = f"{VARIABLE} names a {clean(kind, 40)} database"
        return Source(None, f"{words}; only SQLite is followed. Checks go on.")
    if not name or name == ":memory:" or "mode=memory" in str(parsed):
        words = f"{VARIABLE} names a database in memory, which nobody else can see"
        return Source(None, f"{words}. Checks go on.")
    name = name.removeprefix("file:") if "uri" in parsed.query else name
    return Source((project / name).absolute())


def _url(project: Path) -> str | None:
    """The address as the settings find it: a variable, whatever its letter case, then ``.env``."""
    named = {name.lower(): value for name, value in os.environ.items() if value}
    if url := named.get(VARIABLE.lower()):
        return url
    from dotenv import dotenv_values

    try:
        written = dotenv_values(project / ".env", encoding="utf-8")
    except (OSError, ValueError):
        return None
    return {name.lower(): value for name, value in written.items() if value}.get(VARIABLE.lower())


def read(where: Source, private: Path) -> Found:
    """Read a copy of the database, made in the folder *private*."""
    from stillroom.databases.sqlite.store import SqliteStore

    if where.path is None:
        return Found(trouble=where.trouble)
    try:
        files = _copied(where)
    except OSError as error:
        why = error.strerror or str(error)
        return Found(trouble=f"{_name(where.path)} cannot be read: {clean(why, 200)}.")
    if files is None:
        return Found(busy=True, exists=True)
    database = SqliteStore(private)
    database.take_back(files, None)
    try:
        state = database.read()
    except (UnreadableDatabase, GraderFault) as error:
        why = clean(str(error), 200)
        trouble = f"{_name(where.path)} cannot be read as a database: {why}."
        return Found(trouble=trouble, exists=True)
    return Found(tuple(clean(one, 60) for one in state.versions), state.schema, exists=bool(files))


def _copied(where: Source) -> dict[str, bytes] | None:
    """The content of the files, or None while somebody writes; raises OSError."""
    for _ in range(TRIES):
        before = stamps(where.files)
        if _is_at_work(where.files[-1]):
            return None
        files = {
            suffix: content
            for suffix, path in zip(DATABASE_FILES, where.files, strict=False)
            if (content := _content(path)) is not None
        }
        if stamps(where.files) == before:
            # What is left of a database that was taken away is none.
            return files if "" in files else {}
    return None


def _is_at_work(journal: Path) -> bool:
    try:
        with journal.open("rb") as file:
            return file.read(len(JOURNAL_BEGINS)) == JOURNAL_BEGINS
    except OSError:
        return False


def _content(path: Path) -> bytes | None:
    try:
        about = os.stat(path)
        if not stat.S_ISREG(about.st_mode):
            raise OSError("it is no file")
        if about.st_size > LARGEST:
            raise OSError(f"it is larger than {LARGEST // 1_000_000} MB")
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _name(path: Path) -> str:
    return clean(path.name, 100)
