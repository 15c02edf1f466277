"""The files of a commit in a Git repository, read without running anything of it.

It is what HEAD or a branch leads to, or the last commit before a moment.

Only the objects of the repository are read. Git is given a repository of our own that borrows them,
so that no configuration, hook, filter, replacement or remote of the learner's repository counts.
"""

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from stillroom.course.base import EMAIL, ENVIRONMENT
from stillroom.errors import StillroomError
from stillroom.results.record import Origin
from stillroom.submission.elsewhere import (
    elsewhere,
    is_far,
    is_passed_over,
    misnamed_part,
    projects_among,
    python_files_among,
    why_no_project,
)
from stillroom.submission.git import NOBODY, Git, GitError, NoGit, TooMuch
from stillroom.submission.installed import PYPROJECT, as_installed
from stillroom.submission.intake import (
    LARGEST_FILE,
    MOST_FILES,
    TAKEN,
    TOO_MANY_FILES,
    Attempts,
    Submission,
)
from stillroom.submission.origin import origin_of
from stillroom.submission.repository_files import LARGEST_REFS, branches, check_files
from stillroom.util.files import read_plain
from stillroom.util.text import clean
from stillroom.util.text import listed as listed_words

TIME_LIMIT = 60.0  # seconds for one command of Git
TIME_TO_LOOK_BACK = 5.0  # seconds, for what may be unknown
LONGEST_MOMENT = 10  # digits of a date in seconds since 1970
LONGEST_LIST = 2_000_000  # bytes
LARGEST_ANSWER = (MOST_FILES + 1) * (LARGEST_FILE + 100)  # bytes
MOST_COMMITS = 1000  # that are looked at for the dates of attempts
MOST_BRANCHES = 100  # that are looked at for work that lies there
_FORMATS = {40: "sha1", 64: "sha256"}
"""How many hexadecimal digits an id has: the object format of its repository."""
_ENVIRONMENT = {
    **NOBODY,
    "PATH": os.environ.get("PATH", os.defpath),
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_ALLOC_LIMIT": "100m",  # an object may claim any size
    "GIT_NO_LAZY_FETCH": "1",
}


class NoProject(StillroomError):
    """There is no project to grade; the text says what is missing."""


class TooLate(NoProject):
    """All of a project was committed after the last moment that counts."""

    def __init__(self, commits: int, before: datetime) -> None:
        """Name the number of *commits* that came later than *before*."""
        super().__init__(f"no project was committed up to {moment_words(before)}")
        self.commits, self.before = commits, before


def moment_words(moment: datetime) -> str:
    """Return *moment* as a roster would write it."""
    return f"{moment:%Y-%m-%d %H:%M}"


class SeveralProjects(StillroomError):
    """There is more than one project, and nothing says which one is meant."""

    def __init__(self, folders: Sequence[str]) -> None:
        """Name the *folders* of the projects."""
        names = listed_words([f"{clean(name, 60)}/" for name in folders[:3]])
        super().__init__(f"{len(folders)} projects are here: {names}; hand in one")


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
    commit = _head(repository) if branch is None else _tip(repository, branch)
    where = "HEAD" if branch is None else f"the branch {clean(branch, 60)!r}"
    with tempfile.TemporaryDirectory(prefix="stillroom-git-") as folder:
        _lay_repository(Path(folder), _FORMATS[len(commit)], _shallow(repository))
        objects = _Objects(Path(folder), repository)
        too_late = 0
        if before is not None:
            tip, commit = commit, objects.last_before(commit, before)
            too_late = objects.count(tip, commit)
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
    objects: "_Objects", commit: str, where: str, too_late: int, before: datetime | None
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
        commit = _head(repository)
        with tempfile.TemporaryDirectory(prefix="stillroom-git-") as folder:
            _lay_repository(Path(folder), _FORMATS[len(commit)], _shallow(repository))
            objects = _Objects(Path(folder), repository)
            origin = origin_of(repository, commit, objects.moment(commit))
            return objects.attempts(commit), origin, objects.branches_beside(commit)
    except (StillroomError, OSError):
        return None, None, ()


def _lay_repository(folder: Path, object_format: str, shallow: str) -> None:
    """Make the repository that borrows: it must have the *object_format* of the other one.

    *shallow* names the commits whose parents are not there.
    """
    if shallow:
        (folder / "shallow").write_text(shallow, "utf-8")
    for part in ("objects", "refs"):
        (folder / part).mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/none\n", "utf-8")
    if object_format != "sha1":  # what every Git takes a repository for that says nothing
        (folder / "config").write_text(
            "[core]\n\trepositoryformatversion = 1\n\tbare = true\n"
            f"[extensions]\n\tobjectFormat = {object_format}\n",
            "utf-8",
        )


def _head(repository: Path) -> str:
    """The commit that HEAD leads to; raises NoProject where nothing was committed."""
    head = _read(repository / "HEAD").strip()
    if not head.startswith("ref:"):
        return _checked(repository, head)
    name = head.removeprefix("ref:").strip()
    if not _is_ref(name):
        raise StillroomError(f"{repository}: HEAD names no branch: {clean(name, 60)!r}")
    if commit := _commit_of(repository, name):
        return commit
    raise NoProject(f"the branch {clean(name.removeprefix('refs/heads/'), 60)!r} has no commit")


def _tip(repository: Path, branch: str) -> str:
    """The commit that *branch* leads to, here or where it was cloned from; raises NoProject."""
    for kind in ("refs/heads", "refs/remotes/origin"):
        name = f"{kind}/{branch}"
        if _is_ref(name) and (commit := _commit_of(repository, name)):
            return commit
    raise NoProject(f"there is no branch {clean(branch, 60)!r}")


def _is_ref(name: str) -> bool:
    parts = name.split("/")
    return (
        parts[0] == "refs"
        and all(parts)
        and not any(part.startswith(".") or "\\" in part or "\0" in part for part in parts)
    )


def _commit_of(repository: Path, name: str) -> str | None:
    """The commit of the reference *name*; None where there is none."""
    loose = repository.joinpath(*name.split("/"))
    if loose.is_file():
        return _checked(repository, _read(loose).strip())
    packed = _read(repository / "packed-refs") if (repository / "packed-refs").exists() else ""
    for line in packed.splitlines():
        commit, _, packed_name = line.partition(" ")
        if packed_name == name:
            return _checked(repository, commit)
    return None


def _shallow(repository: Path) -> str:
    """The commits at which the history was cut off, one a line."""
    path = repository / "shallow"
    lines = _read(path).split() if path.is_file() else []
    return "".join(f"{line}\n" for line in lines if re.fullmatch("[0-9a-f]{40,64}", line))


def _checked(repository: Path, commit: str) -> str:
    if len(commit) not in _FORMATS or not re.fullmatch("[0-9a-f]+", commit):
        raise StillroomError(f"{repository}: HEAD leads to no commit: {clean(commit, 60)!r}")
    return commit


def _read(path: Path) -> str:
    """A small plain file of the repository, never through a link."""
    return read_plain(path, LARGEST_REFS).decode("utf-8", "replace")


Entry = tuple[str, str, str, int]
"""Path, mode, blob and size of one file."""


class _Objects:
    """The objects of a repository, read through a repository of our own that borrows them."""

    def __init__(self, own: Path, repository: Path) -> None:
        self._shown = repository
        borrowed = {
            "GIT_DIR": str(own),
            "GIT_OBJECT_DIRECTORY": str(repository.resolve() / "objects"),
        }
        self._git = Git(own, {**_ENVIRONMENT, **borrowed})

    def last_before(self, tip: str, moment: datetime) -> str:
        """The newest commit up to *moment* on the way to *tip*, by the dates that commits have."""
        until = f"--min-age={int(moment.timestamp())}"
        answer = self._run("rev-list", "-1", until, tip, "--", most=1000).decode().strip()
        if not answer:
            raise TooLate(self.count(tip), moment)
        return answer

    def count(self, tip: str, *but: str) -> int:
        """The commits on the way to *tip* that are not on the way to one of *but*."""
        without = [f"^{commit}" for commit in but]
        return int(self._run("rev-list", "--count", tip, *without, "--", most=1000))

    def moment(self, commit: str) -> int | None:
        """The date of *commit*, in seconds since 1970; None where it cannot be told."""
        try:
            answer = self._run("log", "-1", "--format=%ct", commit, "--", most=1000)
        except StillroomError:
            return None
        said = answer.decode("ascii", "replace").strip()
        return int(said) if said.isdigit() and len(said) <= LONGEST_MOMENT else None

    def attempts(self, commit: str) -> Attempts | None:
        """The commits on the way to *commit* that change Python files; None where there are none.

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
        """The branches with commits that are neither the course's own nor on the way to *commit*."""
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
        """The folder that alone holds a project; raises NoProject."""
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
        """The files below the folders that are taken, and those that are looked at, *inside* a folder."""
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
        """The paths of all files *inside* a folder; none where there are too many to look at."""
        tree = f"{commit}:{inside}" if inside else commit
        try:
            answer = self._run(
                "ls-tree", "-r", "-z", "--name-only", "--full-tree", tree, most=LONGEST_LIST
            )
        except StillroomError:
            return []
        return [os.fsdecode(path) for path in answer.split(b"\0") if path]

    def blobs(self, blobs: dict[str, str]) -> dict[str, bytes]:
        """The contents of *blobs*: path to blob."""
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
