"""The SQLite file of a learner's project, read as a copy: for that, the file itself is never opened.

Reading the bytes of a SQLite file takes no lock and leaves no trace. What is read while somebody
writes is no database, so nothing is taken while a command or a program is in a transaction, or when the file changes
under the reading.
"""

import os
import stat
from pathlib import Path

from sqlalchemy import URL

from stillroom.databases.base import Handover, NotFollowed, Reading, Sample
from stillroom.databases.sqlite.files import DATABASE_FILES
from stillroom.databases.sqlite.replace import contents, replace
from stillroom.databases.sqlite.store import SqliteStore
from stillroom.errors import GraderFault, UnreadableDatabase
from stillroom.util.file_stamps import stamps
from stillroom.util.locks import is_locked
from stillroom.util.text import clean

DEFAULT = "app.db"
"""The file that a new project uses."""
LARGEST = 64_000_000  # bytes
TRIES = 3
JOURNAL = "-journal"
PENDING_BYTE = 0x40000000
"""The byte that who writes to a SQLite file locks; the one behind it is locked by who is about to."""
JOURNAL_BEGINS = bytes.fromhex("d9d505f920a163d7")
"""How a rollback journal begins that is in force: a transaction has not ended."""


def follow(url: URL | None, project: Path) -> "FollowedFile":
    """Return the file at *url*; a path that is not absolute is relative to *project*.

    Raises NotFollowed for a database in memory.
    """
    if url is None:
        return FollowedFile(project / DEFAULT)
    name = url.database
    if not name or name == ":memory:" or "mode=memory" in str(url):
        raise NotFollowed("a database in memory, which nobody else can see")
    name = name.removeprefix("file:") if "uri" in url.query else name
    return FollowedFile((project / name).absolute())


class FollowedFile:
    """A SQLite file that somebody else writes to."""

    def __init__(self, path: Path) -> None:
        """Begin; nothing is read yet, and *path* need not exist."""
        self.path = path
        self.journal = Path(f"{path}{JOURNAL}")

    @property
    def files(self) -> list[Path]:
        """Every file that belongs to the database, whether it is there or not."""
        return [*(Path(f"{self.path}{suffix}") for suffix in DATABASE_FILES), self.journal]

    def is_held(self) -> bool:
        """Tell whether a transaction that writes has begun and has not ended."""
        return _is_in_force(self.journal) or is_locked(self.path, PENDING_BYTE, 2)

    def read(self, private: Path) -> Reading:
        """Read a copy of the database, made in the folder *private*."""
        name = clean(self.path.name, 100)
        if not self.path.parent.is_dir():
            folder = clean(str(self.path.parent), 200)
            return Reading(
                trouble=f"{name} cannot be there: there is no folder {folder}. Make that folder, or name another file."
            )
        try:
            contents = self._copied()
        except OSError as error:
            why = error.strerror or str(error)
            return Reading(trouble=f"{name} cannot be read: {clean(why, 200)}.")
        if contents is None:
            return Reading(busy=True, exists=True)
        store = SqliteStore(private)
        store.take_back(contents, None)
        try:
            state = store.read()
        except (UnreadableDatabase, GraderFault) as error:
            why = clean(str(error), 200)
            trouble = f"{name} cannot be read as a database: {why}."
            return Reading(trouble=trouble, exists=True)
        versions = tuple(clean(version, 60) for version in state.versions)
        samples = {name: Sample.of(rows) for name, rows in state.rows.items()}
        return Reading(
            versions, state.schema, exists=bool(contents), samples=samples, held=contents
        )

    def contents(self) -> Handover:
        """Return all that the file holds; raises NotReplaced."""
        return contents(self.path)

    def replace(self, handover: Handover) -> None:
        """Make the file hold *handover*, wholly or not at all; raises NotReplaced."""
        replace(self.path, handover)

    def _copied(self) -> dict[str, bytes] | None:
        """Return the content of the files by suffix, or None while somebody writes.

        Raises OSError for a file that cannot be read.
        """
        for _ in range(TRIES):
            before = stamps(self.files)
            if self.is_held():
                return None
            contents = {
                suffix: content
                for suffix in DATABASE_FILES
                if (content := _content(Path(f"{self.path}{suffix}"))) is not None
            }
            if stamps(self.files) == before:
                # A write-ahead log whose database was taken away is no database.
                return contents if "" in contents else {}
        return None


def _is_in_force(journal: Path) -> bool:
    try:
        with journal.open("rb") as file:
            return file.read(len(JOURNAL_BEGINS)) == JOURNAL_BEGINS
    except OSError:
        return False


def _content(path: Path) -> bytes | None:
    """Return the bytes of a plain file, None where there is none; raises OSError."""
    try:
        about = os.stat(path)
        if not stat.S_ISREG(about.st_mode):
            raise OSError("it is no file")
        if about.st_size > LARGEST:
            raise OSError(f"it is larger than {LARGEST // 1_000_000} MB")
        return path.read_bytes()
    except FileNotFoundError:
        return None
