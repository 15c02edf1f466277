"""A project's files, its database and its place in the course exchanged at once, or not at all.

Whatever was there is kept before: in a folder of the project, and in a branch where there is Git.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stillroom.course.exercise import EXERCISE_ID
from stillroom.databases.base import FollowedDatabase, Handover, NotReplaced
from stillroom.errors import StillroomError
from stillroom.project.kept_work import Kept, alone, keep
from stillroom.project.progress import FILE, Progress
from stillroom.project.progress_file import (
    load_progress,
    locked,
    read_or_set_aside,
    save_progress,
)
from stillroom.project.replace_files import replaced
from stillroom.submission.git import Git, GitError
from stillroom.submission.intake import take_in
from stillroom.submission.work_branch import SECONDS, drop_branch, has_conflicts, keep_in_branch


@dataclass(frozen=True)
class Laid:
    """What a project is made to hold."""

    files: Mapping[str, bytes]
    """Path in the project to content."""
    removed: Sequence[str]
    """Paths that are not there afterwards."""
    database: Handover | None
    """What the learner's own database holds; None where it is left alone."""


@dataclass(frozen=True)
class Exchanged:
    """Where that is kept which was there before."""

    kept: Kept
    branch: str | None


def exchange(
    project: Path,
    database: FollowedDatabase | None,
    laid: Laid,
    home: str,
    begun: str,
    turn: Callable[[Progress], None],
) -> Exchanged:
    """Keep what is in *project*, in *home*, and lay *laid*; *turn* changes the progress with it.

    *database* is the learner's own, or None where it is left alone; *begun* is the exercise that is
    begun, or was. Raises StillroomError, NotReplaced and OSError; then the project is as it was.
    """
    if has_conflicts(project):
        raise StillroomError("Git is in the middle of a merge: end it first; git status says how")
    swapped = database if laid.database is not None else None
    with alone(project):
        progress, _ = load_progress(project)
        held = swapped.contents() if swapped else None
        files = _present(project, [*take_in(project).files, *laid.files, *laid.removed])
        kept = keep(project, home, begun, progress, files, held)
        branch = None
        try:
            branch = _in_branch(project, progress)
            # A check that ends meanwhile waits for the lock, and then sees that all is different.
            with locked(project), replaced(project, laid.files, laid.removed):
                progress, _ = read_or_set_aside(project)
                turn(progress)
                progress.beginnings += 1
                if swapped is not None and laid.database is not None:
                    swapped.replace(laid.database)
                save_progress(progress, project)
        except BaseException as error:
            _put_back(swapped, held, kept, error)
            if branch is not None:
                drop_branch(project, branch)
            kept.forget()
            raise
    return Exchanged(kept, branch)


def _put_back(
    database: FollowedDatabase | None, held: Handover | None, kept: Kept, error: BaseException
) -> None:
    """Make *database* hold again what it held; raises StillroomError that says where that is kept."""
    if database is None or held is None:
        return
    try:
        if database.contents() != held:
            database.replace(held)
    except NotReplaced as failed:
        raise StillroomError(
            f"{error}; and the database was not put back ({failed}): it is kept in {kept.folder}"
        ) from error


def _in_branch(project: Path, progress: Progress) -> str | None:
    """Commit what Git does not hold yet to a branch; return it, or None where that is not possible."""
    current = progress.current or ""
    name = current if EXERCISE_ID.fullmatch(current) else "project"
    try:
        # Where Git has the progress, the branch must not bring an older one back.
        without = f"{FILE}.lock" if _is_tracked(project) else FILE
        return keep_in_branch(project, name, f"Work on {name}, before another start", without)
    except (GitError, OSError):
        return None  # it is kept in a folder, with Git or without


def _is_tracked(project: Path) -> bool:
    """Tell whether Git has the progress file."""
    return bool(Git(project).run("ls-files", "-z", "--", FILE, seconds=SECONDS))


def _present(project: Path, paths: list[str]) -> dict[str, bytes]:
    """Return the content of those of *paths* that are plain files of *project*."""
    return {
        path: (project / path).read_bytes()
        for path in dict.fromkeys(paths)
        if (project / path).is_file() and not (project / path).is_symlink()
    }
