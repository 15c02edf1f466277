"""The progress file of a project: read, changed by one command at a time, set aside when damaged.

Several commands may run at once, so each change goes through ``changed``: it loads the file afresh,
under a lock, and writes it as a whole.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from stillroom.errors import StillroomError
from stillroom.project.kept_work import KEPT, known_from_kept
from stillroom.project.named_course import exercise_name
from stillroom.project.progress import FILE, Progress, UnusableProgress, parse_progress
from stillroom.util import locks
from stillroom.util.files import leftovers, write
from stillroom.util.text import counted


def load_progress(project: Path) -> tuple[Progress, str | None]:
    """Return the progress of *project*, and a sentence if its file had to be set aside.

    A file that is damaged, or that a later version wrote, is kept under a name that was free. Where
    it is gone or set aside, what the kept work tells is taken.
    Raises StillroomError if there is a file that can neither be read nor be set aside.
    """
    try:
        if os.path.lexists(project / FILE) or known_from_kept(project) is None:
            return _at_branch(_read(project), project), None
    except UnusableProgress:
        pass
    with locked(project):  # another command may have mended it just now: look again
        progress, notice = _recovered(project)
    return _at_branch(progress, project), notice


def _at_branch(progress: Progress, project: Path) -> Progress:
    """Turn *progress* to the exercise of the branch that *project* shows, if it is another branch now.

    Git leaves the file alone when a learner switches, so what was done elsewhere stays known.
    """
    name = exercise_name(project)
    if name is not None and name != progress.only:
        progress.current = progress.only = name
    return progress


def save_progress(progress: Progress, project: Path) -> None:
    """Write the file as a whole or not at all. To change progress, use ``changed``."""
    write(project / FILE, progress.text())


@contextmanager
def changed(project: Path) -> Iterator[Progress]:
    """Lend the progress of *project*, loaded afresh, and write it down when the block ends.

    Other commands wait meanwhile: keep the block short, and never nest two. If the block fails or
    changes nothing, nothing is written. Raises StillroomError.
    """
    with locked(project):
        progress, _ = _recovered(project)
        before = progress.model_copy(deep=True)
        yield _at_branch(progress, project)
        if progress != before:
            save_progress(progress, project)


def _recovered(project: Path) -> tuple[Progress, str | None]:
    """Read the file; where it is gone, write it anew from the kept work. Called with the lock held."""
    progress, notice = read_or_set_aside(project)
    known = None if os.path.lexists(project / FILE) else known_from_kept(project)
    if known is None:
        return progress, f"{notice}; progress starts anew." if notice else None
    save_progress(known, project)
    why = notice or f"{FILE} is gone"
    passed = counted(len(known.passed), "exercise")
    told = f"taken from {KEPT}, where your work is kept: {passed} passed."
    return known, f"{why}. What is known of your progress was {told}"


def _read(project: Path) -> Progress:
    path = project / FILE
    if not project.is_dir():
        raise StillroomError(f"{project}: no such folder; --project wants the folder of a project")
    try:
        if path.exists() and not path.is_file():
            raise UnusableProgress("damaged", "it is no file")
        return parse_progress(path.read_bytes())
    except FileNotFoundError:
        return Progress()
    except OSError as error:
        raise StillroomError(f"{path}: cannot be read: {error.strerror}") from error


def read_or_set_aside(project: Path) -> tuple[Progress, str | None]:
    """Read the file; called with the lock held."""
    path = project / FILE
    try:
        return _read(project), None
    except UnusableProgress as error:
        aside = free_name(project, error.suffix)
        try:
            os.rename(path, aside)
        except OSError as failed:
            raise StillroomError(
                f"{path}: cannot be set aside: {failed.strerror}; delete it and go on"
            ) from failed
        was = "was damaged" if error.suffix == "damaged" else "is of a later version of stillroom"
        return Progress(), f"{FILE} {was}. It is kept as {aside.name}"


def free_name(project: Path, suffix: str) -> Path:
    """Return a name beside the progress file that nothing has yet."""
    path, number = project / f"{FILE}.{suffix}", 1
    while os.path.lexists(path):
        number += 1
        path = project / f"{FILE}.{suffix}-{number}"
    return path


@contextmanager
def locked(project: Path) -> Iterator[None]:
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
