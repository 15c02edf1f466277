"""Publishes the course as a Git repository: the starter, and one branch per exercise.

``main`` is one commit: the rendered starter and a wheel of the grader, so that a learner can check
their work without the course's own repository. ``exercise/NN-name`` is one commit on top of it: the
exercise's starting files, its task and the learner's progress. An exercise often starts from the
previous one solved; because every branch stands on ``main`` alone, no solution of an exercise is
in its own branch or behind it. The same course gives the same commit ids, always.

Everything is made in a temporary repository beside the destination and brought there at the end.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from stillroom.authoring.projects import INSTALL, render
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError
from stillroom.project.progress import Progress
from stillroom.submission.git import NOBODY, SETTINGS, Git, GitError, NoGit, program
from stillroom.util.text import clean

MAIN = "main"
MARK = "stillroom.published"  # in the configuration of a repository that this module wrote
AUTHOR, EMAIL = "Stillroom", "course@stillroom.invalid"
MOMENT = 1767225600  # every date in the repository and in the wheel: 2026-01-01, UTC

_JUNK = ("__pycache__", "*.py[co]", ".DS_Store")
_rubbish = shutil.ignore_patterns(*_JUNK)
# The starting files of one exercise solve another, so the learners' grader carries none of them.
_secrets = shutil.ignore_patterns(*_JUNK, ".*", "starter", "solution*")


def publish(
    course_root: Path, course: Course, destination: Path, only: str | None = None
) -> list[str]:
    """Write ``main`` and a branch for each exercise, or for *only* one, to *destination*.

    Returns the names of the branches. Raises StillroomError, and then nothing was written, if
    *destination* holds anything but a clean repository that an earlier call wrote.
    """
    exercises = [course.find(only)] if only else list(course)
    destination = Path(os.path.abspath(destination))
    try:
        known = _is_ours(destination)
        with tempfile.TemporaryDirectory(
            dir=_nearest(destination), prefix=".stillroom-", ignore_cleanup_errors=True
        ) as temporary:
            workdir = Path(temporary)
            starter = _starter(course_root, course, workdir)
            repository = _Repository(workdir / "repository")
            tips = _commits(repository, starter, course, exercises)
            if known:
                _refresh(_Repository(destination), repository, tips)
            else:
                _finish(repository, tips)
                _bring(repository.folder, destination)
    except OSError as error:
        place = error.filename or destination
        raise StillroomError(
            f"{place}: {error.strerror or error}; nothing was published"
        ) from error
    return list(tips)


def _is_ours(destination: Path) -> bool:
    """Tell whether there is a repository to refresh; refuse what must not be written to."""
    if not os.path.lexists(destination):
        _need_git()
        return False
    if not destination.is_dir():
        raise StillroomError(f"{destination}: this is a file; name a new or empty folder")
    if not any(destination.iterdir()):
        _need_git()
        return False
    git = _Repository(destination)
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


_SETTINGS = (
    *SETTINGS,
    "core.autocrlf=false",
    "gc.auto=0",
    "maintenance.auto=false",
    f"core.attributesFile={os.devnull}",
)


def _need_git() -> None:
    """Raise StillroomError where there is no Git."""
    try:
        program()
    except NoGit as error:
        raise StillroomError(f"git: {error}; install Git, then publish again") from error


class _Repository:
    """The repository in a folder, used with nobody's settings: no user's, no system's, no hooks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        _need_git()

    def run(self, *arguments: str, stdin: str = "", **variables: str) -> str:
        """Return what a Git command prints; raise StillroomError with its own words if it fails."""
        folder = Path(variables.get("GIT_WORK_TREE", self.folder))
        git = Git(folder, _environment(), _SETTINGS, is_detached=True)
        try:
            answer = git.run(*arguments, stdin=stdin.encode(), variables=variables)
        except GitError as error:
            reason = clean(str(error), 300) or "no reason given"
            raise StillroomError(
                f"{self.folder}: git {arguments[0]} failed: {reason}; mend it, then publish again"
            ) from error
        return answer.decode("utf-8", "surrogateescape").strip()

    def says(self, *arguments: str) -> str:
        """Return what a Git command prints, or nothing if it fails."""
        try:
            return self.run(*arguments)
        except StillroomError:
            return ""

    def commit(self, files: Path, message: str, *parents: str) -> str:
        """Store the folder *files* as a commit, and return its id."""
        place = {
            "GIT_DIR": str(self.folder / ".git"),
            "GIT_WORK_TREE": str(files),
            "GIT_INDEX_FILE": str(files.with_suffix(".index")),
        }
        self.run("add", "--all", "--force", ".", **place)
        tree = self.run("write-tree", **place)
        behind = [word for parent in parents for word in ("-p", parent)]
        return self.run("commit-tree", tree, *behind, stdin=message + "\n")

    def tips(self) -> dict[str, tuple[str, str]]:
        """Return every branch with its commit and the address of its committer."""
        shape = "--format=%(refname:lstrip=2) %(objectname) %(committeremail)"
        lines = self.run("for-each-ref", shape, "refs/heads").splitlines()
        fields = (line.split(" ", 2) for line in lines)
        return {name: (commit, email) for name, commit, email in fields}


def _environment() -> dict[str, str]:
    clear = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    moment = f"@{MOMENT} +0000"
    return clear | {
        **NOBODY,
        "GIT_DEFAULT_HASH": "sha1",
        "GIT_AUTHOR_NAME": AUTHOR,
        "GIT_AUTHOR_EMAIL": EMAIL,
        "GIT_AUTHOR_DATE": moment,
        "GIT_COMMITTER_NAME": AUTHOR,
        "GIT_COMMITTER_EMAIL": EMAIL,
        "GIT_COMMITTER_DATE": moment,
    }


# What the commits hold


def _starter(course_root: Path, course: Course, workdir: Path) -> Path:
    """Make the files of ``main``: the starter as a learner copies it, and the wheel."""
    starter = workdir / "starter"
    render(course_root, starter)
    _name_origin(course_root, starter)
    _build_wheel(_learners_tree(course_root, course, workdir / "tree"), starter / "wheels")
    return starter


def _name_origin(course_root: Path, starter: Path) -> None:
    """Record where the starter comes from only if that is a public address, never a local path."""
    answers = starter / ".copier-answers.yml"
    if not answers.exists():
        return
    text = answers.read_text("utf-8")
    for name, value in zip(("_src_path", "_commit"), _origin(course_root), strict=True):
        line = f"{name}: {value}\n" if value else ""
        text = re.sub(rf"^{name}:.*\n(?:[ \t]+.*\n)*", line, text, flags=re.MULTILINE)
    _write(answers, text)


def _origin(course_root: Path) -> tuple[str, str]:
    """Return the public address of the course and the commit there, or two empty texts."""
    if not (course_root / ".git").exists():
        return "", ""
    git = _Repository(course_root)
    url = urlsplit(git.says("config", "--get", "remote.origin.url"))
    host = url.netloc.rpartition("@")[2]  # never a password
    address = f"https://{host}{url.path}"
    if url.scheme != "https" or not re.fullmatch(r"https://[\w.:-]+/[\w./~%+-]+", address):
        return "", ""
    return address, git.says("describe", "--tags", "--always", "--abbrev=40")


def _learners_tree(course_root: Path, course: Course, tree: Path) -> Path:
    """Copy what the wheel is made of, and no code that solves an exercise."""
    tree.mkdir()
    _write(tree / ".gitignore", "")  # so that no such file of a folder above has a say
    project = tomllib.loads((course_root / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    explanations = [
        path.relative_to(course_root).as_posix()
        for path in sorted((course_root / "solutions").glob("*/README.md"))
    ]
    needed = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "src")
    for name in (*needed, *included, *explanations):
        source = course.root if name == "exercises" else course_root / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=_rubbish if name == "src" else _secrets)
        else:
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, tree / name)
    return tree


def _build_wheel(tree: Path, folder: Path) -> None:
    ended = subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=tree,
        env=os.environ | {"SOURCE_DATE_EPOCH": str(MOMENT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        start_new_session=True,
    )
    if ended.returncode != 0:
        said = ended.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        cure = INSTALL if "No module named" in said[-1] else "mend pyproject.toml"
        raise StillroomError(
            f"hatchling: the grader's wheel cannot be built: {clean(said[-1], 300)}; {cure}"
        )


def _commits(
    repository: _Repository, starter: Path, course: Course, exercises: list[Exercise]
) -> dict[str, str]:
    """Make the commits of every branch in a new repository: branch to commit."""
    repository.folder.mkdir()
    repository.run("init", "--quiet", "--template=")
    repository.run("config", "core.logAllRefUpdates", "false")
    tips = {MAIN: repository.commit(starter, "The starter of the course")}
    for exercise in exercises:
        project = starter.with_name(exercise.id)
        shutil.copytree(starter, project)
        _lay(exercise, course, project)
        message = clean(f"Start of {exercise.id}: {exercise.title}")
        tips[f"exercise/{exercise.id}"] = repository.commit(project, message, tips[MAIN])
    _point(repository, tips, {})
    return tips


def _lay(exercise: Exercise, course: Course, project: Path) -> None:
    """Put the exercise's starting files, its task and the learner's progress into *project*."""
    task = exercise.folder / "README.md"
    if not task.is_file():
        raise StillroomError(f"{task}: missing; write the task of the exercise there")
    if exercise.starter.is_dir():
        shutil.copytree(exercise.starter, project, ignore=_rubbish, dirs_exist_ok=True)
    shutil.copyfile(task, project / "EXERCISE.md")
    earlier = course.ids[: course.ids.index(exercise.id)]
    Progress(current=exercise.id, only=exercise.id, passed=earlier).save(project)


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")


# How the branches come to the destination


def _finish(repository: _Repository, tips: dict[str, str]) -> None:
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


def _refresh(target: _Repository, source: _Repository, tips: dict[str, str]) -> None:
    """Move the branches of *target* that differ, and its work tree if it shows one of them."""
    known = target.tips()
    moved = {name: commit for name, commit in tips.items() if known.get(name, ("",))[0] != commit}
    for name in moved:
        if name in known and known[name][1] != f"<{EMAIL}>":
            raise StillroomError(
                f"{target.folder}: branch {name} has commits of somebody else; "
                f"keep them with git branch -m {name} NEW-NAME, then publish again"
            )
    if not moved:
        return
    fetch = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head")
    target.run(*fetch, str(source.folder), *moved.values())
    shown = target.says("symbolic-ref", "--short", "HEAD")
    step = [known[shown][0], moved[shown]] if shown in moved and shown in known else []
    if step:
        target.says("update-index", "-q", "--refresh")
        target.run("read-tree", "-n", "-m", "-u", *step)  # says now if a file is in the way
    with _undisturbed():
        _point(target, moved, known)
        if step:
            target.run("read-tree", "-m", "-u", *step)


def _point(
    repository: _Repository, tips: dict[str, str], known: dict[str, tuple[str, str]]
) -> None:
    """Let all branches point to their commits, or none."""
    nothing = "0" * 40
    lines = [
        f"update refs/heads/{name} {commit} {known.get(name, (nothing,))[0]}\n"
        for name, commit in tips.items()
    ]
    repository.run("update-ref", "-m", "publish", "--stdin", stdin="".join(lines))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait for the few milliseconds in which a half-done job would be seen."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.default_int_handler)
