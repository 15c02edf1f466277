"""A learner's progress: one small file in the project, safe to delete.

``.stillroom.json`` says which exercise is ``current``, which have ``passed``, how many ``hints`` were
seen, which sections were ``read``, how questions were answered (``cards``) and predictions made
(``predicted``), and, in a branch that was handed out, the ``only`` exercise it is for. Nothing is
graded by it. Several commands may run at once, so each change goes through ``changed``: it loads
the file afresh, under a lock, and writes it as a whole.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stillroom.errors import StillroomError
from stillroom.util import locks
from stillroom.util.files import leftovers, write
from stillroom.util.text import clean

FILE = ".stillroom.json"
VERSION = 1
LARGEST = 1_000_000  # bytes; a progress file has some thousands

Count = Annotated[int, Field(ge=0)]


class Card(BaseModel):
    """How one question was answered so far, and when it comes back. Boxes are those of Leitner."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    box: int = Field(ge=1, le=5)
    due: date
    right: Count = 0
    wrong: Count = 0


class Progress(BaseModel):
    """What a learner has done: exercises, hints, sections, questions and predictions, by their ids."""

    model_config = ConfigDict(extra="ignore")

    version: int = VERSION
    current: str | None = None
    only: str | None = None
    passed: list[str] = []
    hints: dict[str, Count] = {}
    cards: dict[str, Card] = {}
    read: list[str] = []
    predicted: dict[str, bool] = {}

    @classmethod
    def load(cls, project: Path) -> tuple["Progress", str | None]:
        """Return the progress of *project*, and a sentence if its file had to be set aside.

        A file that is damaged, or that a later version wrote, is kept under a name that was free.
        Raises StillroomError if there is a file that can neither be read nor be set aside.
        """
        try:
            return _read(project), None
        except _Unusable:
            with _locked(project):  # another command may have mended it just now: look again
                return _read_or_set_aside(project)

    def text(self) -> str:
        """Return what the file holds."""
        return self.model_dump_json(indent=2) + "\n"

    def save(self, project: Path) -> None:
        """Write the file as a whole or not at all. To change progress, use ``changed``."""
        write(project / FILE, self.text())


class _Unusable(Exception):
    """The file is not what this version can read: the suffix to keep it under, and why."""

    def __init__(self, suffix: str, why: str) -> None:
        super().__init__(why)
        self.suffix, self.why = suffix, why


@contextmanager
def changed(project: Path) -> Iterator[Progress]:
    """Lend the progress of *project*, loaded afresh, and write it down when the block ends.

    Other commands wait meanwhile: keep the block short, and never nest two. If the block fails or
    changes nothing, nothing is written. Raises StillroomError.
    """
    with _locked(project):
        progress, _ = _read_or_set_aside(project)
        before = progress.model_copy(deep=True)
        yield progress
        if progress != before:
            progress.save(project)


def export(project: Path, file: Path) -> None:
    """Write the progress of *project* to the new file *file*; raises StillroomError."""
    if os.path.lexists(file):
        raise StillroomError(f"{file}: is there already; name a new file")
    progress, _ = Progress.load(project)
    write(file, progress.text())


def import_(project: Path, file: Path) -> str | None:
    """Put the progress that was exported to *file* in the place of that of *project*.

    Returns the name under which the earlier progress is kept, or None if there was none.
    Raises StillroomError, and changes nothing, if the file is no progress file.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise StillroomError(f"{file}: cannot be read: {error.strerror}") from error
    return replace(project, content, str(file))


def replace(project: Path, content: bytes, name: str) -> str | None:
    """Do as ``import_`` with the *content* of a file; *name* is what messages call it."""
    try:
        coming = _parsed(content)
    except _Unusable as error:
        raise StillroomError(
            f"{name}: {error.why}; import a file that stillroom progress export wrote"
        ) from error
    if not coming.model_fields_set:
        raise StillroomError(
            f"{name}: holds no progress; import a file that stillroom progress export wrote"
        )
    with _locked(project):
        earlier, _ = _read_or_set_aside(project)
        coming.only = (
            earlier.only
        )  # which exercise a branch is for is the project's, not the learner's
        kept = None
        if (project / FILE).exists():
            kept = _free(project, "earlier")
            write(kept, earlier.text())
        coming.save(project)
        return kept.name if kept else None


def _read(project: Path) -> Progress:
    path = project / FILE
    if not project.is_dir():
        raise StillroomError(f"{project}: no such folder; --project wants the folder of a project")
    try:
        if path.exists() and not path.is_file():
            raise _Unusable("damaged", "it is no file")
        return _parsed(path.read_bytes())
    except FileNotFoundError:
        return Progress()
    except OSError as error:
        raise StillroomError(f"{path}: cannot be read: {error.strerror}") from error


def _parsed(content: bytes) -> Progress:
    if len(content) > LARGEST:
        raise _Unusable("damaged", "it is too large")
    try:
        data = json.loads(content)
        version = data.get("version", VERSION) if isinstance(data, dict) else None
        if isinstance(version, int) and version > VERSION:
            raise _Unusable("later", f"a later version of stillroom wrote it ({version})")
        return Progress.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the file"
        raise _Unusable("damaged", clean(f"{key}: {first['msg']}", 200)) from error
    except (ValueError, RecursionError) as error:
        raise _Unusable("damaged", "it is no JSON") from error


def _read_or_set_aside(project: Path) -> tuple[Progress, str | None]:
    """Read the file; called with the lock held."""
    path = project / FILE
    try:
        return _read(project), None
    except _Unusable as error:
        aside = _free(project, error.suffix)
        try:
            os.rename(path, aside)
        except OSError as failed:
            raise StillroomError(
                f"{path}: cannot be set aside: {failed.strerror}; delete it and go on"
            ) from failed
        was = "was damaged" if error.suffix == "damaged" else "is of a later version of stillroom"
        return Progress(), f"{FILE} {was}. It is kept as {aside.name}; progress starts anew."


def _free(project: Path, suffix: str) -> Path:
    """Return a name beside the progress file that nothing has yet."""
    path, number = project / f"{FILE}.{suffix}", 1
    while os.path.lexists(path):
        number += 1
        path = project / f"{FILE}.{suffix}-{number}"
    return path


@contextmanager
def _locked(project: Path) -> Iterator[None]:
    """Hold the lock of *project*'s progress, and sweep what a killed command left half-written."""
    try:
        lock = locks.acquire(project / f"{FILE}.lock")
    except OSError as error:
        raise StillroomError(f"{project / FILE}: cannot be written: {error.strerror}") from error
    try:
        for path in leftovers(project, FILE):
            with suppress(OSError):
                path.unlink()
        yield
    finally:
        lock.release()
