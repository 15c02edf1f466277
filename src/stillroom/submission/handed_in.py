"""What was handed in, in whatever form: a folder, a clone, a bare repository, a zip or a tar archive.

The project may lie deeper, and in an archive in the folder, where it is the only one.
"""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from stillroom.errors import StillroomError
from stillroom.submission import bare_repository
from stillroom.submission.archives import Unreadable, archive_inside, is_archive_name, unpack
from stillroom.submission.elsewhere import (
    folders_below,
    folders_in,
    holds_project,
    is_far,
    is_passed_over,
    misnamed_part,
    projects_below,
    why_no_project,
)
from stillroom.submission.intake import Submission, take_in
from stillroom.submission.no_project import NoProject, SeveralProjects
from stillroom.util.files import NO_FILE
from stillroom.util.text import clean


@dataclass(frozen=True)
class Wanted:
    """Which commit of a Git repository is wanted."""

    branch: str | None = None
    before: datetime | None = None
    """The last moment that counts."""
    is_for_all: bool = False
    """Whether it was said for a whole class: what is no repository counts as it lies there."""

    @property
    def is_any(self) -> bool:
        """Whether the files count as they lie there."""
        return self.branch is None and self.before is None


ANY = Wanted()


def hand_in(path: Path, name: str, wanted: Wanted = ANY) -> Submission:
    """Read what was handed in at *path*.

    Raises NoProject where nothing of a project was handed in, and StillroomError for what cannot
    be read. The sentences do not name *path*.
    """
    try:
        if not os.path.lexists(path):
            raise NoProject("there is no such folder and no such file")
        if not path.exists():
            raise NoProject("this is a link that leads nowhere")
        if not (path.is_dir() or path.is_file()):
            raise Unreadable(f"this is {NO_FILE}, and neither a folder nor an archive")
        return _folder(path, name, wanted) if path.is_dir() else _archive(path, name, wanted)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "no file system has such a name"
        raise Unreadable(f"it cannot be read: {said}") from error


def _folder(
    path: Path, name: str, wanted: Wanted, *, is_archive_inside_read: bool = True
) -> Submission:
    if bare_repository.is_bare(path):
        return bare_repository.take_in(path, name, wanted.branch, wanted.before)
    repositories = [] if wanted.is_any else _repositories(path)
    if len(repositories) == 1:
        return bare_repository.take_in(repositories[0], name, wanted.branch, wanted.before)
    if not (wanted.is_any or wanted.is_for_all):
        raise Unreadable("a branch or a date was asked for, and this is not a Git repository")
    project = _project(path)
    if project is not None:
        if why := misnamed_part(folders_in(project)):
            raise Unreadable(why)
        inside = project.relative_to(path).as_posix()
        submission = replace(take_in(project, name), found_in=inside if is_far(inside) else "")
        git = next(
            (place / ".git" for place in (project, path) if _is_own_folder(place / ".git")), None
        )
        if git is None:
            return submission
        attempts, origin, beside = bare_repository.history_in(git)
        return replace(submission, attempts=attempts, origin=origin, branches_beside=beside)
    archives = _archives(path) if is_archive_inside_read else []
    if len(archives) > 1:
        raise Unreadable(f"{len(archives)} archives are here and no project; hand in one")
    if archives:
        return _archive(archives[0], name, wanted)
    if not os.listdir(path):
        raise NoProject("the folder is empty")
    if why := why_no_project(folders_below(path)):
        raise Unreadable(why)
    raise NoProject("neither app/ nor migrations/ is here, nor in a folder of it")


def _archive(path: Path, name: str, wanted: Wanted) -> Submission:
    if not is_archive_name(path.name):
        raise Unreadable("this is a file, and neither a folder nor an archive")
    if not (wanted.is_any or wanted.is_for_all):
        raise Unreadable("an archive has no branches and no dates; hand in a Git repository")
    with tempfile.TemporaryDirectory(prefix="stillroom-archive-") as folder:
        left_out = unpack(path, Path(folder))
        try:
            if not os.listdir(folder):
                raise NoProject("the archive holds no Python file")
            submission = _folder(Path(folder), name, wanted, is_archive_inside_read=False)
        except NoProject:
            if inside := archive_inside(path):
                raise Unreadable(
                    f"an archive lies in the archive: {inside}; hand in that one"
                ) from None
            raise
    return replace(submission, left_out={**submission.left_out, **_first(left_out)})


def _first(left_out: Mapping[str, str], most: int = 20) -> dict[str, str]:
    return dict(list(left_out.items())[:most])


def _project(folder: Path) -> Path | None:
    """Return the folder of the only project in *folder*: itself, or below it."""
    if holds_project(folder):
        return folder
    found = projects_below(folder)
    if len(found) > 1:
        raise SeveralProjects(found)
    return folder / found[0] if found else None


def _repositories(folder: Path) -> list[Path]:
    """Return the Git repository of the clone in *folder*, or those in its folders."""
    found = [
        place / ".git" for place in (folder, *_below(folder)) if _is_own_folder(place / ".git")
    ]
    bare = [place for place in _below(folder) if bare_repository.is_bare(place)]
    return found[:1] if found[:1] == [folder / ".git"] else found + bare


def _below(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.iterdir())
        if _is_own_folder(path) and not is_passed_over(path.name)
    ]


def _is_own_folder(path: Path) -> bool:
    """Tell whether *path* is a folder, and no link to that of somebody else."""
    return path.is_dir() and not path.is_symlink()


def _archives(folder: Path) -> list[Path]:
    """Return the archives in *folder* or in a folder of it."""
    return [
        path
        for place in (folder, *_below(folder))
        for path in sorted(place.iterdir())
        if path.is_file()
        and not path.is_symlink()
        and is_archive_name(path.name)
        and not path.name.startswith(".")
    ]


@dataclass(frozen=True)
class Missed:
    """Something that was named and cannot be graded."""

    name: str
    reason: StillroomError

    @property
    def is_absent(self) -> bool:
        """Whether nothing was handed in: what is there can be read, and is no project."""
        return isinstance(self.reason, NoProject)


def several(names: Sequence[str], wanted: Wanted = ANY) -> list[Submission | Missed]:
    """Read what was handed in at each of *names*; what cannot be graded is one of many.

    Raises StillroomError where it is the only one.
    """
    found = [_one(name, wanted) for name in names]
    if len(found) == 1 and isinstance(missed := found[0], Missed):
        if (
            wanted.is_any
            and missed.is_absent
            and not is_archive_name(missed.name)
            and not _is_several(missed)
        ):
            take_in(Path(missed.name))  # its sentences say what a learner should do
        raise StillroomError(
            f"{clean(missed.name, 200)}: {missed.reason}; give the folder or the archive of a project"
        ) from missed.reason
    return found


def _is_several(missed: Missed) -> bool:
    return isinstance(missed.reason, SeveralProjects)


def _one(name: str, wanted: Wanted) -> Submission | Missed:
    try:
        return hand_in(Path(name), name, wanted)
    except StillroomError as error:
        return Missed(name, error)
