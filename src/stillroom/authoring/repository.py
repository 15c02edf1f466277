"""A Git repository with a fixed author and date: the same files give the same commit ids."""

import os
from collections.abc import Iterator
from pathlib import Path

from stillroom.course.base import EMAIL
from stillroom.errors import StillroomError
from stillroom.submission.git import NOBODY, SETTINGS, Git, GitError, NoGit, program
from stillroom.util.text import clean

AUTHOR = "Stillroom"
MOMENT = 1767225600  # every date in the repository and in the wheel: 2026-01-01, UTC

_SETTINGS = (
    *SETTINGS,
    "core.autocrlf=false",
    "gc.auto=0",
    "maintenance.auto=false",
    f"core.attributesFile={os.devnull}",
)


def need_git() -> None:
    """Raise StillroomError where there is no Git."""
    try:
        program()
    except NoGit as error:
        raise StillroomError(f"git: {error}; install Git, then publish again") from error


class Repository:
    """The repository in a folder, used without the settings of the user and the system, and without hooks."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; raises StillroomError where there is no Git."""
        self.folder = folder
        need_git()

    def run(self, *arguments: str, stdin: str = "", **variables: str) -> str:
        """Return what a Git command prints; raise StillroomError with its own words if it fails."""
        answer = self._run(*arguments, stdin=stdin, **variables)
        return answer.decode("utf-8", "surrogateescape").strip()

    def blobs(self, branch: str) -> Iterator[tuple[str, bytes]]:
        """Yield every file that can be reached from *branch*: its path and its content."""
        listed = self.run("rev-list", "--objects", branch).splitlines()
        names = dict(line.partition(" ")[::2] for line in listed)
        answer = self._run("cat-file", "--batch", stdin="".join(f"{name}\n" for name in names))
        while answer:
            header, _, answer = answer.partition(b"\n")
            blob, kind, size = header.decode().split(" ")
            if kind == "blob":
                yield names[blob], answer[: int(size)]
            answer = answer[int(size) + 1 :]

    def _run(self, *arguments: str, stdin: str = "", **variables: str) -> bytes:
        folder = Path(variables.get("GIT_WORK_TREE", self.folder))
        git = Git(folder, _environment(), _SETTINGS, is_detached=True)
        try:
            return git.run(*arguments, stdin=stdin.encode(), variables=variables)
        except GitError as error:
            reason = clean(str(error), 300) or "no reason given"
            raise StillroomError(
                f"{self.folder}: git {arguments[0]} failed: {reason}; mend it, then publish again"
            ) from error

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
