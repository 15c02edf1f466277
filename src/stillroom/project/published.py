"""The starts of exercises in a clone of published branches: one commit of the course for each."""

from pathlib import Path

from stillroom.course.base import EMAIL
from stillroom.course.exercise import LEARNERS, Exercise
from stillroom.course.starts import Start, without
from stillroom.submission.git import Git, GitError

TASK = "EXERCISE.md"
"""The file of a branch that tells the task of its exercise; other projects have none."""
_SECONDS = 60.0  # for one command of Git
_MOST = 20_000_000  # bytes of one file


def subject(exercise: Exercise) -> str:
    """Return how the message of the commit begins that holds the start of *exercise*."""
    return f"Start of {exercise.id}:"


def published_start(project: Path, exercise: Exercise) -> Start | None:
    """Return the start of *exercise* as the branches have it that *project* is a clone of.

    The commit of the course is taken, whatever a learner has committed on top of it. None where
    there is no such commit here.
    """
    git = Git(project)
    try:
        commit = _commit(git, exercise)
        files = dict(_files(git, commit)) if commit else {}
    except (GitError, OSError):
        return None
    return Start(files, without(exercise.folder)) if files else None


def has_no_history(project: Path) -> bool:
    """Tell whether *project* is a shallow clone."""
    try:
        return _is_shallow(Git(project))
    except (GitError, OSError):
        return False


def _commit(git: Git, exercise: Exercise) -> str:
    """Return the commit that holds the start: one behind the work that is there, before any other."""
    words = (f"--committer={EMAIL}", f"--grep=^{subject(exercise)}", "-1", "--format=%H")
    for where in ("HEAD", "--all"):
        if found := git.run("log", *words, where, seconds=_SECONDS).decode("ascii").strip():
            return found
    return "" if _is_shallow(git) else _handed_out(git, exercise)


def _is_shallow(git: Git) -> bool:
    """Tell whether the first commit of a clone is not the first one that there was."""
    return git.run("rev-parse", "--is-shallow-repository", seconds=_SECONDS).strip() == b"true"


def _handed_out(git: Git, exercise: Exercise) -> str:
    """Return the first commit where a host made one commit of a branch, under a name of its own.

    It is told by the task that it brings.
    """
    roots = git.run("rev-list", "--max-parents=0", "HEAD", seconds=_SECONDS).decode("ascii").split()
    for root in roots:
        blob = _blobs(git, root).get(TASK, "")
        if blob and git.run("cat-file", "blob", blob, most=_MOST) == exercise.task.read_bytes():
            return root
    return ""


def _files(git: Git, commit: str) -> list[tuple[str, bytes]]:
    """Return the learner's files in *commit*, by their paths, where they are its own.

    Those of the commit before it are the starter's, and whatever a learner made of them stays.
    """
    own, starter = _blobs(git, commit), _starter(git, commit)
    return [
        (path, git.run("cat-file", "blob", blob, most=_MOST, seconds=_SECONDS))
        for path, blob in own.items()
        if path.startswith(LEARNERS) and starter.get(path) != blob
    ]


def _starter(git: Git, commit: str) -> dict[str, str]:
    """Return the files before *commit*; none in a clone without history."""
    try:
        return _blobs(git, f"{commit}^")
    except GitError:
        return {}


def _blobs(git: Git, commit: str) -> dict[str, str]:
    """Return the files of *commit*: path to the id of the content."""
    listing = git.run("ls-tree", "-r", "-z", "--full-tree", commit, seconds=_SECONDS)
    entries = (entry.partition("\t") for entry in listing.decode("utf-8").split("\0") if entry)
    return {path: words.split()[2] for words, _, path in entries}
