"""Tells by the times and sizes of files, and so at little cost, when a project has changed."""

from dataclasses import dataclass, replace
from pathlib import Path

from stillroom.project.database import followed_database
from stillroom.project.kept_work import LOCK
from stillroom.project.progress import FILE
from stillroom.project.work_files import work_files
from stillroom.util.file_stamps import Stamp, is_young, stamps

PATIENCE = 10  # polls in which files that go on changing are left alone


@dataclass(frozen=True)
class Changes:
    """What has changed since the last poll."""

    work: bool = False
    """Whether the learner's files or the database have to be read again."""
    progress: bool = False
    """Whether the progress file is another one."""


@dataclass(frozen=True)
class _Stamps:
    """The stamps of everything that is followed."""

    work: tuple[Stamp, ...] = ()
    progress: tuple[Stamp, ...] = ()
    is_held: bool = False
    """Whether somebody holds the database, which no file shows before something is written."""


class Poller:
    """Follows the learner's files, the files of the database, and the progress file."""

    def __init__(self, project: Path) -> None:
        """Take *project* as it is now for what has been read."""
        self.project = project
        self._database = followed_database(project)
        self._patience = PATIENCE
        self._last = self._read = self._stamps()

    def poll(self, *, is_busy: bool = False) -> Changes:
        """Return what has changed and is at rest now.

        With *is_busy*, the database could not be read the last time: it has to be read again.
        """
        now = self._stamps()
        is_moving = now != self._last
        self._last = now
        if is_moving and self._patience > 0:  # let whoever writes come to an end
            self._patience -= 1
            return Changes()
        self._patience = PATIENCE
        changes = Changes(
            work=(now.work, now.is_held) != (self._read.work, self._read.is_held)
            or is_busy
            or is_young(now.work),
            progress=now.progress != self._read.progress,
        )
        self._read = replace(self._read, progress=now.progress)
        if changes.work:
            self._read = now
            self._database = followed_database(self.project)
        return changes

    def _stamps(self) -> _Stamps:
        paths = [*work_files(self.project), self.project / ".env", *self._database.files]
        # Whoever closes a file gives up the locks of this process on it, which may be laying an exercise.
        is_held = not (self.project / LOCK).exists() and self._database.is_held()
        return _Stamps(stamps(paths), stamps([self.project / FILE]), is_held)
