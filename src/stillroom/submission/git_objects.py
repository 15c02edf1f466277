"""The objects of a Git repository, read through a repository of our own that borrows them.

So no configuration, hook, filter, replacement or remote of the learner's repository counts.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

from stillroom.course.base import EMAIL, ENVIRONMENT
from stillroom.errors import StillroomError
from stillroom.submission.elsewhere import projects_among, why_no_project
from stillroom.submission.git import NOBODY, Git, GitError, NoGit, TooMuch
from stillroom.submission.installed import PYPROJECT
from stillroom.submission.intake import LARGEST_FILE, MOST_FILES, TAKEN, Attempts
from stillroom.submission.no_project import NoProject, SeveralProjects, TooLate
from stillroom.submission.repository_refs import FORMATS, branches, shallow
from stillroom.util.text import clean

TIME_LIMIT = 60.0  # seconds for one command of Git
TIME_TO_LOOK_BACK = 5.0  # seconds, for what may be unknown
LONGEST_MOMENT = 10  # digits of a date in seconds since 1970
LONGEST_LIST = 2_000_000  # bytes
LARGEST_ANSWER = (MOST_FILES + 1) * (LARGEST_FILE + 100)  # bytes
MOST_COMMITS = 1000  # that are looked at for the dates of attempts
MOST_BRANCHES = 100  # that are looked at for work that lies there
_ENVIRONMENT = {
    **NOBODY,
    "PATH": os.environ.get("PATH", os.defpath),
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_ALLOC_LIMIT": "100m",  # an object may claim any size
    "GIT_NO_LAZY_FETCH": "1",
}

Entry = tuple[str, str, str, int]
"""Path, mode, blob and size of one file."""


@contextmanager
def reading(repository: Path, commit: str) -> Iterator["Objects"]:
    """Yield the objects of *repository*, of which *commit* is one; its files were checked before."""
    with tempfile.TemporaryDirectory(prefix="stillroom-git-") as folder:
        _lay(Path(folder), FORMATS[len(commit)], shallow(repository))
        yield Objects(Path(folder), repository)


def _lay(folder: Path, object_format: str, cut_off: str) -> None:
    """Make the repository that borrows: it must have the *object_format* of the other one.

    *cut_off* names the commits whose parents are not there.
    """
    if cut_off:
        (folder / "shallow").write_text(cut_off, "utf-8")
    for part in ("objects", "refs"):
        (folder / part).mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/none\n", "utf-8")
    if object_format != "sha1":  # what every Git takes a repository for that says nothing
        (folder / "config").write_text(
            "[core]\n\trepositoryformatversion = 1\n\tbare = true\n"
            f"[extensions]\n\tobjectFormat = {object_format}\n",
            "utf-8",
        )


class Objects:
    """The objects of a repository, read through a repository of our own that borrows them."""

    def __init__(self, own: Path, repository: Path) -> None:
        """Read the objects of *repository* through *own*, which ``reading`` lays."""
        self._shown = repository
        borrowed = {
            "GIT_DIR": str(own),
            "GIT_OBJECT_DIRECTORY": str(repository.resolve() / "objects"),
        }
        self._git = Git(own, {**_ENVIRONMENT, **borrowed})

    def last_before(self, tip: str, moment: datetime) -> str:
        """Return the newest commit up to *moment* on the way to *tip*, by the dates that commits have."""
        until = f"--min-age={int(moment.timestamp())}"
        answer = self._run("rev-list", "-1", until, tip, "--", most=1000).decode().strip()
        if not answer:
            raise TooLate(self.count(tip), moment)
        return answer

    def count(self, tip: str, *but: str) -> int:
        """Count the commits on the way to *tip* that are not on the way to one of *but*."""
        without = [f"^{commit}" for commit in but]
        return int(self._run("rev-list", "--count", tip, *without, "--", most=1000))

    def moment(self, commit: str) -> int | None:
        """Return the date of *commit*, in seconds since 1970; None where it cannot be told."""
        try:
            answer = self._run("log", "-1", "--format=%ct", commit, "--", most=1000)
        except StillroomError:
            return None
        said = answer.decode("ascii", "replace").strip()
        return int(said) if said.isdigit() and len(said) <= LONGEST_MOMENT else None

    def attempts(self, commit: str) -> Attempts | None:
        """Return the commits on the way to *commit* that change Python files; None where there are none.

        The first commit of a history, and those of the course, are what a learner was given.
        """
        wanted = ("--min-parents=1", f"--max-count={MOST_COMMITS}", "--format=%ct %ce")
        try:
            answer = self._run(
                "log", *wanted, commit, "--", "*.py", most=LONGEST_LIST, seconds=TIME_TO_LOOK_BACK
            )
        except StillroomError:
            return None
        moments = [
            int(moment)
            for line in answer.splitlines()
            for moment, _, committer in [line.partition(b" ")]
            if moment.isdigit() and len(moment) <= LONGEST_MOMENT and committer != EMAIL.encode()
        ]
        return Attempts(len(moments), min(moments), max(moments)) if moments else None

    def branches_beside(self, commit: str) -> tuple[str, ...]:
        """Return the branches with commits that are neither the course's own nor on the way to *commit*."""
        tips = {
            name: tip
            for name, tip in islice(branches(self._shown), MOST_BRANCHES)
            if len(tip) == len(commit) and tip != commit and re.fullmatch("[0-9a-f]+", tip)
        }
        try:
            if not tips or not self._has_work(commit, *tips.values()):
                return ()
            return tuple(name for name, tip in tips.items() if self._has_work(commit, tip))
        except (StillroomError, OSError):
            return ()

    def _has_work(self, commit: str, *tips: str) -> bool:
        wanted = (f"--max-count={MOST_COMMITS}", "--format=%ce", *tips, f"^{commit}", "--")
        answer = self._run("log", *wanted, most=LONGEST_LIST, seconds=TIME_TO_LOOK_BACK)
        return any(committer != EMAIL.encode() for committer in answer.splitlines())

    def only_project(self, commit: str, where: str) -> str:
        """Return the folder that alone holds a project; raises NoProject."""
        answer = self._run(
            "ls-tree", "-r", "-d", "-z", "--name-only", "--full-tree", commit, most=LONGEST_LIST
        )
        every = {os.fsdecode(path) for path in answer.split(b"\0")}
        found = projects_among(every)
        if len(found) > 1:
            raise SeveralProjects(found)
        if not found:
            if why := why_no_project(every):
                raise StillroomError(f"{where}: {why}")
            raise NoProject(f"{where} holds neither app/ nor migrations/")
        return found[0]

    def tree(self, commit: str, inside: str = "") -> Iterator[Entry]:
        """Yield the files below the folders that are taken, and those that are looked at, *inside* a folder."""
        paths = [*TAKEN, ENVIRONMENT, PYPROJECT]
        tree = f"{commit}:{inside}" if inside else commit
        answer = self._run(
            "ls-tree", "-r", "-z", "-l", "--full-tree", tree, *paths, most=LONGEST_LIST
        )
        for line in answer.split(b"\0"):
            about, _, path = line.partition(b"\t")
            match about.split():
                case [mode, b"blob", blob, size] if size.isdigit():
                    yield os.fsdecode(path), mode.decode(), blob.decode(), int(size)
                case [_, b"blob", *_]:
                    raise StillroomError(f"{self._shown}: objects of HEAD are missing")

    def every_path(self, commit: str, inside: str) -> list[str]:
        """Return the paths of all files *inside* a folder; none where there are too many to look at."""
        tree = f"{commit}:{inside}" if inside else commit
        try:
            answer = self._run(
                "ls-tree", "-r", "-z", "--name-only", "--full-tree", tree, most=LONGEST_LIST
            )
        except StillroomError:
            return []
        return [os.fsdecode(path) for path in answer.split(b"\0") if path]

    def blobs(self, blobs: dict[str, str]) -> dict[str, bytes]:
        """Return the contents of *blobs*: path to blob."""
        if not blobs:
            return {}
        names = "".join(f"{blob}\n" for blob in blobs.values())
        answer = self._run("cat-file", "--batch", given=names.encode(), most=LARGEST_ANSWER)
        contents, position = {}, 0
        for path, blob in blobs.items():
            head, _, _ = answer[position : position + 200].partition(b"\n")
            match head.split():
                case [_, b"blob", size]:
                    start = position + len(head) + 1
                    position = start + int(size)
                    contents[path] = answer[start:position]
                    position += 1
                case _:
                    raise StillroomError(f"{self._shown}: the file {blob} cannot be read")
        return contents

    def _run(
        self, *arguments: str, given: bytes = b"", most: int, seconds: float = TIME_LIMIT
    ) -> bytes:
        """At most *most* bytes of what Git answers: a small forged tree may list without end."""
        try:
            return self._git.run(*arguments, stdin=given, most=most, seconds=seconds)
        except NoGit as error:
            raise StillroomError(f"{self._shown}: Git is needed to read it; install Git") from error
        except TooMuch as error:
            raise StillroomError(f"{self._shown}: HEAD holds too much to be a project") from error
        except GitError as error:
            raise StillroomError(
                f"{self._shown}: Git cannot read it: {clean(str(error), 200)}"
            ) from error
