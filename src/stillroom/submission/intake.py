"""Intake: which files of a learner's folder are taken, and which are not.

Taken are regular ``.py`` files below ``app/`` and ``migrations/versions/``, of a sane number and
size. Never taken: caches, links, devices, configuration, ``env.py``, test and nox files; of
``pyproject.toml`` only the name and the version are read. Nothing here runs or imports what it reads,
and nothing is written.
"""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from stillroom.course.base import ENVIRONMENT
from stillroom.errors import StillroomError
from stillroom.results.provenance import Origin
from stillroom.submission.elsewhere import (
    ENVIRONMENT_MARK,
    MOST_ENTRIES,
    elsewhere,
    folders_below,
    folders_in,
    holds_project,
    is_passed_over,
    misnamed_part,
    projects_below,
    python_files,
    why_no_project,
)
from stillroom.submission.installed import PYPROJECT, as_installed
from stillroom.submission.seen_hints import PROGRESS, seen_hints
from stillroom.submission.source_tree import Sources
from stillroom.util.files import NO_FILE, digest, read_plain
from stillroom.util.text import clean

TAKEN = ("app", "migrations/versions")
LARGEST_FILE = 200_000  # bytes
MOST_FILES = 300
TOO_MANY_FILES = f"more than {MOST_FILES} files"
MOST_NAMED = 20
"""Files that were left out, and are named."""


@dataclass(frozen=True)
class Attempts:
    """The commits in which a learner has changed Python files: how many, and when, in seconds since 1970.

    The dates are those that the commits have: learners can set them.
    """

    number: int
    first: int
    last: int

    @property
    def hours(self) -> float:
        """The time from the first attempt to the last."""
        return (self.last - self.first) / 3600


@dataclass(frozen=True)
class Submission:
    """A learner's work: the files that are graded, by their path in the project."""

    name: str
    files: dict[str, bytes]
    left_out: dict[str, str]
    """Files that look like the learner's own work and were not taken: path to reason."""
    environment: bytes | None = None
    """The learner's ``migrations/env.py``, which is looked at but never run."""
    missing: str | None = None
    """Why there is no project to grade, where there is none."""
    elsewhere: tuple[str, ...] = ()
    """Files that look like revisions or models, and lie where nobody looks for them."""
    installed: Mapping[str, bytes] = field(default_factory=dict)
    """The file by which Python knows the name and the version of the learner's project."""
    attempts: Attempts | None = None
    """What its Git history tells, where one was handed in."""
    origin: Origin | None = None
    """The commit that it is, where a repository was handed in."""
    hints: Mapping[str, Sequence[int]] | None = None
    """The numbers of the hints of each exercise that were seen, where a progress file says it."""
    branches_beside: tuple[str, ...] = ()
    """The branches of its repository that hold work of the learner's which was not taken."""
    found_in: str = ""
    """The folder in which the project lies, where it is so far down that somebody may wonder."""
    too_late: int = 0
    """The commits after the last moment that counts, which were not taken."""
    deadline: str = ""
    """That moment, in words, where there was one."""

    @cached_property
    def digest(self) -> str:
        """A fingerprint of everything that is graded."""
        beside = dict.fromkeys(self.elsewhere, b"")
        return digest({**self.files, **self.installed, **beside})

    @cached_property
    def sources(self) -> Sources:
        """The files as syntax trees, the learner's ``migrations/env.py`` with them."""
        environment = {} if self.environment is None else {ENVIRONMENT: self.environment}
        return Sources({**self.files, **environment})

    @property
    def is_cut_off(self) -> bool:
        """Whether there are more files than are taken, so that revisions may be missing."""
        return TOO_MANY_FILES in self.left_out.values()

    @property
    def revision_files(self) -> dict[str, bytes]:
        """The files that Alembic looks at for revisions."""
        return {
            path: content
            for path, content in self.files.items()
            if PurePosixPath(path).parent == PurePosixPath("migrations/versions")
            and PurePosixPath(path).name != "__init__.py"
        }


def take_in(folder: Path, name: str | None = None) -> Submission:
    """Read the submission in *folder*.

    Raises StillroomError for a folder that is missing, a file, empty, unreadable, or no project.
    """
    _check_folder(folder)
    taken: dict[str, bytes] = {}
    left_out: dict[str, str] = {}
    for path, reason in _candidates(folder):
        place = path.relative_to(folder).as_posix()
        if reason := reason or _refused(path):
            left_out[place] = reason
        elif len(taken) >= MOST_FILES:
            left_out[place] = TOO_MANY_FILES
        else:
            taken[place] = _read(path)
    return Submission(
        name if name is not None else str(folder),
        taken,
        _named(left_out),
        _looked_at(folder / ENVIRONMENT),
        elsewhere=elsewhere(python_files(folder), TAKEN),
        installed=as_installed(_looked_at(folder / PYPROJECT)),
        hints=seen_hints(_looked_at(folder / PROGRESS)),
    )


def _looked_at(path: Path) -> bytes | None:
    """A file that is read and not taken; None where it is no plain file, or in a folder that is a link."""
    is_plain = not path.parent.is_symlink() and path.exists()
    return _read(path) if is_plain and not _refused(path) else None


def _named(left_out: dict[str, str]) -> dict[str, str]:
    """The first of many, of which the last says how many more there are."""
    named = dict(list(left_out.items())[:MOST_NAMED])
    if more := len(left_out) - len(named):
        named[list(named)[-1]] += f"; {more} more were not taken either"
    return named


def _check_folder(folder: Path) -> None:
    shown = clean(str(folder), 200)
    if not os.path.lexists(folder):
        raise StillroomError(f"{shown}: no such folder; give the folder of a Stillroom project")
    if not folder.is_dir():
        kind = "a file" if folder.is_file() else NO_FILE
        raise StillroomError(f"{shown}: this is {kind}; give the folder of the project")
    try:
        with os.scandir(folder) as entries:
            is_empty = next(entries, None) is None
    except OSError as error:
        raise StillroomError(f"{shown}: cannot be read: {error.strerror}") from error
    if is_empty:
        raise StillroomError(
            f"{shown}: the folder is empty; give the folder of a Stillroom project"
        )
    if not holds_project(folder):
        raise StillroomError(f"{shown}: not a Stillroom project: {_no_project(folder)}")
    if why := misnamed_part(folders_in(folder)):
        raise StillroomError(f"{shown}: not a Stillroom project: {why}")


def _no_project(folder: Path) -> str:
    """Return what *folder* lacks to be a project, and what to give."""
    lacking = "neither app/ nor migrations/ is here"
    if inside := projects_below(folder):
        deeper = {1: "one folder", 2: "two folders"}
        depth = inside[0].count("/") + 1
        words = deeper.get(depth, f"{depth} folders")
        return f"{lacking}; they are {words} deeper: give {clean(inside[0], 100)}"
    why = why_no_project(folders_below(folder))
    return why or f"{lacking}; give the folder that holds pyproject.toml"


def _candidates(folder: Path) -> Iterator[tuple[Path, str | None]]:
    """The files that look like work, each with the reason to leave it out, if one is known."""
    looked_at = 0
    for top in TAKEN:
        above = [folder / Path(*Path(top).parts[:length]) for length in (1, 2)]
        if link := next((path for path in above if path.is_symlink()), None):
            yield link, "a link, not a folder"
            continue
        for place, folders, names in os.walk(folder / top, followlinks=False, onerror=_unreadable):
            folders[:] = sorted(
                name
                for name in folders
                if not is_passed_over(name) and not Path(place, name, ENVIRONMENT_MARK).exists()
            )
            looked_at += len(folders) + len(names)
            if looked_at > MOST_ENTRIES and folders:
                yield Path(place), f"behind more than {MOST_ENTRIES} files and folders"
                folders.clear()
            # Some systems leave such a file beside each file that they copy: ._0001_add.py
            yield from (
                (Path(place, name), "its name begins with a dot" if name.startswith(".") else None)
                for name in sorted(names)
                if name.endswith(".py")
            )


def _unreadable(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise StillroomError(f"{clean(str(error.filename), 200)}: cannot be read: {error.strerror}")


def _refused(path: Path) -> str | None:
    """Why *path* is not taken, or None."""
    about = path.lstat()
    if not stat.S_ISREG(about.st_mode):
        return "a link or a device, not a file"
    if about.st_size > LARGEST_FILE:
        return f"larger than {LARGEST_FILE} bytes"
    return None


def _read(path: Path) -> bytes:
    try:
        return read_plain(path, LARGEST_FILE)
    except OSError as error:
        raise StillroomError(
            f"{clean(str(path), 200)}: cannot be read: {error.strerror}"
        ) from error
