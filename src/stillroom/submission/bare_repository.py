"""The files of a commit in a Git repository, read without running anything of it.

It is what HEAD or a branch leads to, or the last commit before a moment.
"""

import os
from datetime import datetime
from pathlib import Path

from stillroom.course.base import ENVIRONMENT
from stillroom.errors import StillroomError
from stillroom.results.provenance import Origin
from stillroom.submission.elsewhere import (
    elsewhere,
    is_far,
    is_passed_over,
    misnamed_part,
    python_files_among,
)
from stillroom.submission.git_objects import Entry, Objects, reading
from stillroom.submission.installed import PYPROJECT, as_installed
from stillroom.submission.intake import (
    LARGEST_FILE,
    MOST_FILES,
    TAKEN,
    TOO_MANY_FILES,
    Attempts,
    Submission,
)
from stillroom.submission.no_project import NoProject, TooLate, moment_words
from stillroom.submission.origin import origin_of
from stillroom.submission.repository_files import check_files
from stillroom.submission.repository_refs import head, tip
from stillroom.util.text import clean


def is_bare(folder: Path) -> bool:
    """Tell whether *folder* is a bare Git repository."""
    has_head = os.path.lexists(folder / "HEAD") and not (folder / "HEAD").is_dir()
    return has_head and (folder / "objects").is_dir() and (folder / "refs").is_dir()


def take_in(
    repository: Path, name: str, branch: str | None = None, before: datetime | None = None
) -> Submission:
    """Read the submission in *branch* of *repository*, else in HEAD, by the same rules as a folder.

    With *before*, it is the last commit of that branch that is not later. Raises NoProject where
    there is no project, and StillroomError for what cannot be read.
    """
    check_files(repository)
    commit = head(repository) if branch is None else tip(repository, branch)
    where = "HEAD" if branch is None else f"the branch {clean(branch, 60)!r}"
    with reading(repository, commit) as objects:
        too_late = 0
        if before is not None:
            newest, commit = commit, objects.last_before(commit, before)
            too_late = objects.count(newest, commit)
        inside, listed = "", list(objects.tree(commit))
        if all(path == PYPROJECT for path, *_ in listed):
            inside = _only_project(objects, commit, where, too_late, before)
            listed = list(objects.tree(commit, inside))
        every = objects.every_path(commit, inside)
        if why := misnamed_part({path.partition("/")[0] for path in every if "/" in path}):
            raise StillroomError(f"{where}: {why}")
        taken, left_out = _chosen(listed)
        looked_at = {
            path: blob
            for path, mode, blob, size in listed
            if path in (ENVIRONMENT, PYPROJECT) and _refused(mode, size) is None
        }
        contents = objects.blobs({**taken, **looked_at})
        attempts = objects.attempts(commit)
        origin = origin_of(repository, commit, objects.moment(commit))
        beside = objects.branches_beside(commit) if branch is None and before is None else ()
    return Submission(
        name, {path: contents[path] for path in taken}, left_out, contents.get(ENVIRONMENT),
        elsewhere=elsewhere(python_files_among(every), TAKEN),
        installed=as_installed(contents.get(PYPROJECT)), attempts=attempts,
        too_late=too_late, deadline=moment_words(before) if before else "", origin=origin, branches_beside=beside,
        found_in=inside if is_far(inside) else "",
    )  # fmt: skip


def _only_project(
    objects: Objects, commit: str, where: str, too_late: int, before: datetime | None
) -> str:
    """Return the folder of the only project in *commit*; raises TooLate where one may have come later."""
    try:
        return objects.only_project(commit, where)
    except NoProject as error:
        if before is None or not too_late:
            raise
        raise TooLate(too_late, before) from error


def history_in(repository: Path) -> tuple[Attempts | None, Origin | None, tuple[str, ...]]:
    """Return the attempts on the way to HEAD of *repository*, HEAD, and the branches with other work.

    What cannot be told is None.
    """
    try:
        check_files(repository)
        commit = head(repository)
        with reading(repository, commit) as objects:
            origin = origin_of(repository, commit, objects.moment(commit))
            return objects.attempts(commit), origin, objects.branches_beside(commit)
    except (StillroomError, OSError):
        return None, None, ()


def _chosen(listed: list[Entry]) -> tuple[dict[str, str], dict[str, str]]:
    """The files that are taken, with their blobs, and those that are not, with the reason."""
    taken: dict[str, str] = {}
    left_out: dict[str, str] = {}
    for path, mode, blob, size in sorted(listed):
        if not _is_candidate(path):
            continue
        if len(taken) >= MOST_FILES:
            left_out[path] = TOO_MANY_FILES
        elif reason := _refused(mode, size):
            left_out[path] = reason
        else:
            taken[path] = blob
    return taken, left_out


def _is_candidate(path: str) -> bool:
    """Tell whether *path* is one that a folder would offer; a forged tree may hold any name."""
    *folders, name = path.split("/")
    return (
        path.startswith(tuple(f"{top}/" for top in TAKEN))
        and name.endswith(".py")
        and "\0" not in path
        and all(folder and not is_passed_over(folder) for folder in folders)
    )


def _refused(mode: str, size: int) -> str | None:
    if mode not in ("100644", "100755"):
        return "a link or a device, not a file"
    return f"larger than {LARGEST_FILE} bytes" if size > LARGEST_FILE else None
