"""Work that is kept before an exercise is laid over it: a folder for each time, which ``undo`` reads.

A folder holds the learner's files and the database as they were, and ``about.json``. It is made
under another name and renamed last, so that what has the right name is whole.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from stillroom.databases.base import Handover
from stillroom.errors import StillroomError
from stillroom.project.progress import Progress
from stillroom.util import locks
from stillroom.util.files import read_folder

FOLDER = ".stillroom"
"""The folder of a project for what the course keeps; Git does not see it."""
KEPT = f"{FOLDER}/kept"
"""What was there before an exercise was begun; the last of it is what ``undo`` brings back."""
UNDONE = f"{FOLDER}/undone"
"""What was there before something was taken back."""
ABOUT = "about.json"
LOCK = f"{FOLDER}/lock"


class Left(BaseModel):
    """What a project was left at: its place in the course, and the names in its database."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    begun: str
    """The exercise that was begun then."""
    current: str | None = None
    only: str | None = None
    was_begun: list[str] = []
    """The exercises that had been begun before."""
    passed: list[str] = []
    """The exercises that had passed before."""
    database: list[str] | None = None
    """The names of what the database consisted of; None where it was left alone."""

    @property
    def event(self) -> str:
        """What was done then, as the end of a sentence."""
        return "the last reset" if self.current == self.begun else f"{self.begun} was begun"


@dataclass(frozen=True)
class Kept:
    """The work in one folder."""

    folder: Path
    left: Left

    def files(self) -> dict[str, bytes]:
        """Return the learner's files: path in the project to content."""
        return read_folder(self.folder / "files")

    def database(self) -> Handover | None:
        """Return what the database held; None where it was left alone."""
        if self.left.database is None:
            return None
        place = self.folder / "database"
        return {
            name: (place / str(number)).read_bytes()
            for number, name in enumerate(self.left.database)
        }

    def forget(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


def keep(
    project: Path,
    home: str,
    begun: str,
    progress: Progress,
    files: Mapping[str, bytes],
    database: Handover | None,
) -> Kept:
    """Keep *files* (path to content) and what the *database* holds, in a new folder of *home*.

    *home* is KEPT or UNDONE, and *begun* the exercise that is begun, or was. Raises OSError, and
    then nothing is kept.
    """
    place = project / home
    place.mkdir(parents=True, exist_ok=True)
    left = Left(
        begun=begun,
        current=progress.current,
        only=progress.only,
        was_begun=progress.begun,
        passed=progress.passed,
        database=None if database is None else list(database),
    )
    number = max((int(path.name) for path in place.iterdir() if path.name.isdecimal()), default=0)
    folder = place / f"{number + 1:04}"
    unfinished = place / f"{folder.name}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        contents = {f"files/{path}": content for path, content in files.items()}
        for index, content in enumerate((database or {}).values()):
            contents[f"database/{index}"] = content
        for path, content in contents.items():
            (unfinished / path).parent.mkdir(parents=True, exist_ok=True)
            (unfinished / path).write_bytes(content)
        unfinished.mkdir(exist_ok=True)
        (unfinished / ABOUT).write_text(left.model_dump_json(indent=2), "utf-8")
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return Kept(folder, left)


def kept_folder(project: Path) -> Path:
    """Return the folder of *project* for what the course keeps, made where it is missing; raises OSError."""
    folder = project / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / ".gitignore").write_text("*\n", "utf-8")
    return folder


@contextmanager
def alone(project: Path) -> Iterator[None]:
    """Let one command at a time begin an exercise in *project*; raises OSError."""
    kept_folder(project)
    lock = locks.acquire(project / LOCK)
    try:
        yield
    finally:
        lock.release()


def is_under_way(project: Path) -> bool:
    """Tell whether a command is laying an exercise into *project* just now."""
    lock = project / LOCK
    if not lock.exists():
        return False
    try:
        locks.try_acquire(lock).release()
    except locks.Held:
        return True
    except OSError:
        return False
    return False


def known_from_kept(project: Path) -> Progress | None:
    """Return what the work that was kept last tells of the progress; None where there is none."""
    try:
        kept = last_kept(project)
    except (StillroomError, OSError):
        return None
    if kept is None:
        return None
    left = kept.left
    return Progress(
        current=left.begun,
        begun=list(dict.fromkeys([*left.was_begun, left.begun])),
        beginnings=int(kept.folder.name),
        passed=left.passed,
    )


def last_kept(project: Path) -> Kept | None:
    """Return the work that was kept last; None where there is none. Raises StillroomError."""
    folders = _folders(project)
    return _read(folders[-1], project) if folders else None


def kept_at(project: Path, exercise: str) -> Kept | None:
    """Return the work with which *exercise* had passed, as it was kept last; None where there is none."""
    for folder in reversed(_folders(project)):
        try:
            kept = _read(folder, project)
        except StillroomError:
            continue
        if kept.left.current == exercise and exercise in kept.left.passed:
            return kept
    return None


def _folders(project: Path) -> list[Path]:
    """Return the folders of kept work, the last one at the end."""
    home = project / KEPT
    folders = home.iterdir() if home.is_dir() else ()
    numbered = [folder for folder in folders if folder.name.isdecimal()]
    return sorted(numbered, key=lambda folder: int(folder.name))


def _read(folder: Path, project: Path) -> Kept:
    try:
        return Kept(folder, Left.model_validate_json((folder / ABOUT).read_bytes()))
    except (OSError, ValidationError, ValueError) as error:
        raise StillroomError(
            f"{folder / ABOUT}: cannot be read; what was kept is in {folder.relative_to(project)}: "
            "take what you need, and delete that folder"
        ) from error
