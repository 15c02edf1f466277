"""Publishes the course as a Git repository: the starter, and one branch per exercise.

``main`` is one commit: the rendered starter and the wheels of the grader and, where it is not the
grader's own, of the course. So a learner can check their work without access to the course. ``exercise/NN-name`` is one commit on top of it: the
exercise's starting files, its task and its name. An exercise often starts from the
previous one solved; because every branch stands on ``main`` alone, no solution of an exercise is
in its own branch or behind it. Squashed, each branch is one commit with nothing behind it. The same
course gives the same commit ids, always.

Everything is made in a temporary repository beside the destination and brought there at the end.
"""

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stillroom.authoring.branch_files import lay, make_starter
from stillroom.authoring.leaks import refuse_leaks
from stillroom.authoring.remote import Pushed, push
from stillroom.authoring.repository import Repository, need_git
from stillroom.authoring.rules import todos
from stillroom.course.base import EMAIL
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError
from stillroom.project.published import subject
from stillroom.util.text import clean

MAIN = "main"
MARK = "stillroom.published"  # in the configuration of a repository that this module wrote


def publish(
    course: Course, destination: Path, only: str | None = None, *, squash: bool = False
) -> list[str]:
    """Write ``main`` and a branch for each exercise, or for *only* one, to *destination*.

    With *squash*, each is one commit without a parent. Returns the names of the branches. Raises StillroomError, and then nothing was written, if
    *destination* holds anything but a clean repository that an earlier call wrote, or if a TODO is
    left in a text of the course.
    """
    exercises = _exercises(course, only)
    destination = Path(os.path.abspath(destination))
    try:
        is_published = _is_ours(destination)
        with tempfile.TemporaryDirectory(
            dir=_nearest(destination), prefix=".stillroom-", ignore_cleanup_errors=True
        ) as temporary:
            workdir = Path(temporary)
            starter = make_starter(course, workdir)
            repository = Repository(workdir / "repository")
            tips = _commits(repository, starter, course, exercises, squash)
            if is_published:
                _refresh(Repository(destination), repository, tips)
            else:
                _finish(repository, tips)
                _bring(repository.folder, destination)
    except OSError as error:
        place = error.filename or destination
        raise StillroomError(
            f"{place}: {error.strerror or error}; nothing was published"
        ) from error
    return list(tips)


def publish_to(
    course: Course,
    url: str,
    only: str | None = None,
    *,
    overwrite: bool = False,
    squash: bool = False,
) -> tuple[list[str], Pushed]:
    """Push the same branches to the repository at *url*, all of them or none.

    Returns their names, and what was done there. Raises StillroomError.
    """
    exercises = _exercises(course, only)
    if os.path.isdir(url):
        url = os.path.abspath(url)
    need_git()
    try:
        with tempfile.TemporaryDirectory(prefix="stillroom-", ignore_cleanup_errors=True) as named:
            workdir = Path(named)
            repository = Repository(workdir / "repository")
            tips = _commits(repository, make_starter(course, workdir), course, exercises, squash)
            pushed = push(repository, tips, url, overwrite)
    except OSError as error:
        place = error.filename or url
        raise StillroomError(
            f"{place}: {error.strerror or error}; nothing was published"
        ) from error
    return list(tips), pushed


def _exercises(course: Course, only: str | None) -> list[Exercise]:
    """Return what is to be published; raises StillroomError where a TODO is left in the course."""
    exercises = [course.find(only)] if only else list(course)
    for sentence in todos(course):
        raise StillroomError(f"{sentence}; nothing was published")
    return exercises


def _is_ours(destination: Path) -> bool:
    """Tell whether there is a repository to refresh; refuse what must not be written to."""
    if not os.path.lexists(destination):
        need_git()
        return False
    if not destination.is_dir():
        raise StillroomError(f"{destination}: this is a file; name a new or empty folder")
    if not any(destination.iterdir()):
        need_git()
        return False
    git = Repository(destination)
    if not (destination / ".git").is_dir() or not git.says("config", "--local", "--get", MARK):
        raise StillroomError(
            f"{destination}: the folder is not empty, and no branches were published to it before; "
            "name a new or empty folder"
        )
    if git.run("status", "--porcelain", "--untracked-files=normal"):
        raise StillroomError(
            f"{destination}: there are changes that are not committed; commit them to a branch of "
            "your own or remove them, then publish again"
        )
    return True


def _nearest(destination: Path) -> Path:
    """Return the nearest folder above *destination* that exists: the same disk, most likely."""
    return next(folder for folder in destination.parents if folder.is_dir())


def _commits(
    repository: Repository, starter: Path, course: Course, exercises: list[Exercise], squash: bool
) -> dict[str, str]:
    """Make the commits of every branch in a new repository: branch to commit."""
    repository.folder.mkdir()
    repository.run("init", "--quiet", "--template=")
    repository.run("config", "core.logAllRefUpdates", "false")
    tips = {MAIN: repository.commit(starter, "The starter of the course")}
    behind = () if squash else (tips[MAIN],)
    for exercise in exercises:
        project = starter.with_name(exercise.id)
        shutil.copytree(starter, project)
        lay(exercise, project)
        message = clean(f"{subject(exercise)} {exercise.title}")
        tips[f"exercise/{exercise.id}"] = repository.commit(project, message, *behind)
    _point(repository, tips, {})
    refuse_leaks(
        repository, course, {f"exercise/{exercise.id}": exercise for exercise in exercises}
    )
    return tips


# How the branches come to the destination


def _finish(repository: Repository, tips: dict[str, str]) -> None:
    """Make the temporary repository one that a person can use, with ``main`` checked out."""
    repository.run("symbolic-ref", "HEAD", f"refs/heads/{MAIN}")
    repository.run("read-tree", "-m", "-u", tips[MAIN])
    repository.run("config", "--unset", "core.logAllRefUpdates")
    repository.run("config", MARK, "true")


def _bring(folder: Path, destination: Path) -> None:
    with _undisturbed():
        destination.mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.iterdir()):
            path.rename(destination / path.name)


def _refresh(target: Repository, source: Repository, tips: dict[str, str]) -> None:
    """Move the branches of *target* that differ, and its work tree if it shows one of them."""
    branches = target.tips()
    moved = {
        name: commit for name, commit in tips.items() if branches.get(name, ("",))[0] != commit
    }
    for name in moved:
        if name in branches:
            _check_committer(target, name, branches[name][1])
    if not moved:
        return
    fetch = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head")
    target.run(*fetch, str(source.folder), *moved.values())
    checked_out = target.says("symbolic-ref", "--short", "HEAD")
    step = (
        [branches[checked_out][0], moved[checked_out]]
        if checked_out in moved and checked_out in branches
        else []
    )
    if step:
        target.says("update-index", "-q", "--refresh")
        target.run("read-tree", "-n", "-m", "-u", *step)  # says now if a file is in the way
    with _undisturbed():
        _point(target, moved, branches)
        if step:
            target.run("read-tree", "-m", "-u", *step)


def _check_committer(target: Repository, branch: str, committer: str) -> None:
    """Raise StillroomError where the last commit of *branch* was not published by this module."""
    if committer != f"<{EMAIL}>":
        raise StillroomError(
            f"{target.folder}: branch {branch} has commits of somebody else; "
            f"keep them with git branch -m {branch} NEW-NAME, then publish again"
        )


def _point(
    repository: Repository, tips: dict[str, str], branches: dict[str, tuple[str, str]]
) -> None:
    """Let all branches point to their commits, or none."""
    nothing = "0" * 40
    lines = [
        f"update refs/heads/{name} {commit} {branches.get(name, (nothing,))[0]}\n"
        for name, commit in tips.items()
    ]
    repository.run("update-ref", "-m", "publish", "--stdin", stdin="".join(lines))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ignore Ctrl-C in the block, so that the destination is never left half written."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.default_int_handler)
