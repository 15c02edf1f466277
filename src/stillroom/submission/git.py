"""The files of HEAD in a bare Git repository, read without running anything of it.

Only the objects of the repository are read. Git is given a repository of our own that borrows them,
so that no configuration, hook, filter, replacement or remote of the learner's repository counts.
"""

import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from stillroom.errors import StillroomError
from stillroom.submission.intake import ENVIRONMENT, LARGEST_FILE, MOST_FILES, TAKEN, Submission
from stillroom.util.text import clean

TIME_LIMIT = 60.0  # seconds for one command of Git
LONGEST_LIST = 2_000_000  # bytes
LARGEST_ANSWER = (MOST_FILES + 1) * (LARGEST_FILE + 100)  # bytes
_LARGEST_REFS = 5_000_000  # bytes
_ID = re.compile(r"[0-9a-f]{40}")
_ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_ALLOC_LIMIT": "100m",  # an object may claim any size
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}


class NoProject(StillroomError):
    """There is no project to grade; the text says what is missing."""


def is_bare(folder: Path) -> bool:
    """Tell whether *folder* is a bare Git repository."""
    return (
        (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()
    )


def take_in(repository: Path, name: str) -> Submission:
    """Read the submission in HEAD of *repository*, by the same rules as a folder.

    Raises NoProject where HEAD holds no project, and StillroomError for what cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="stillroom-git-") as own:
        _lay_repository(Path(own))
        git = _Git(Path(own), repository)
        listed = list(git.tree(_head(repository)))
        if not listed:
            raise NoProject("HEAD holds neither app/ nor migrations/")
        taken, left_out = _chosen(listed)
        environment = {
            path: blob
            for path, mode, blob, size in listed
            if path == ENVIRONMENT and _refused(mode, size) is None
        }
        contents = git.blobs({**taken, **environment})
    return Submission(
        name, {path: contents[path] for path in taken}, left_out, contents.get(ENVIRONMENT)
    )


def _lay_repository(folder: Path) -> None:
    for part in ("objects", "refs"):
        (folder / part).mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/none\n", "utf-8")


def _head(repository: Path) -> str:
    """The commit that HEAD leads to; raises NoProject where nothing was committed."""
    head = _read(repository / "HEAD").strip()
    if not head.startswith("ref:"):
        return _checked(repository, head)
    name = head.removeprefix("ref:").strip()
    parts = name.split("/")
    if parts[0] != "refs" or not all(parts) or any(part.startswith(".") for part in parts):
        raise StillroomError(f"{repository}: HEAD names no branch: {clean(name, 60)!r}")
    loose = repository.joinpath(*parts)
    if loose.is_file():
        return _checked(repository, _read(loose).strip())
    packed = _read(repository / "packed-refs") if (repository / "packed-refs").exists() else ""
    for line in packed.splitlines():
        found, _, packed_name = line.partition(" ")
        if packed_name == name:
            return _checked(repository, found)
    raise NoProject(f"the branch {clean(name.removeprefix('refs/heads/'), 60)!r} has no commit")


def _checked(repository: Path, commit: str) -> str:
    if not _ID.fullmatch(commit):
        raise StillroomError(f"{repository}: HEAD leads to no commit: {clean(commit, 60)!r}")
    return commit


def _read(path: Path) -> str:
    """A small plain file of the repository, never through a link."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        return file.read(_LARGEST_REFS).decode("utf-8", "replace")


Entry = tuple[str, str, str, int]
"""Path, mode, blob and size of one file."""


class _Git:
    def __init__(self, own: Path, repository: Path) -> None:
        self._shown = repository
        self._command = ["git", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"]
        self._environment = {
            **_ENVIRONMENT,
            "GIT_DIR": str(own),
            "GIT_OBJECT_DIRECTORY": str(repository.resolve() / "objects"),
        }

    def tree(self, commit: str) -> Iterator[Entry]:
        """The files below the folders that are taken, and the environment."""
        paths = [*TAKEN, ENVIRONMENT]
        answer = self._run(
            "ls-tree", "-r", "-z", "-l", "--full-tree", commit, *paths, most=LONGEST_LIST
        )
        for line in answer.split(b"\0"):
            about, _, path = line.partition(b"\t")
            match about.split():
                case [mode, b"blob", blob, size] if size.isdigit():
                    yield os.fsdecode(path), mode.decode(), blob.decode(), int(size)
                case [_, b"blob", *_]:
                    raise StillroomError(f"{self._shown}: objects of HEAD are missing")

    def blobs(self, wanted: dict[str, str]) -> dict[str, bytes]:
        """The contents of *wanted*: path to blob."""
        if not wanted:
            return {}
        names = "".join(f"{blob}\n" for blob in wanted.values())
        answer = self._run("cat-file", "--batch", given=names.encode(), most=LARGEST_ANSWER)
        found, at = {}, 0
        for path, blob in wanted.items():
            head, _, _ = answer[at : at + 200].partition(b"\n")
            match head.split():
                case [_, b"blob", size]:
                    start = at + len(head) + 1
                    at = start + int(size)
                    found[path] = answer[start:at]
                    at += 1
                case _:
                    raise StillroomError(f"{self._shown}: the file {blob} cannot be read")
        return found

    def _run(self, *arguments: str, given: bytes = b"", most: int) -> bytes:
        """At most *most* bytes of what Git answers: a small forged tree may list without end."""
        with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as said:
            asked.write(given)
            asked.seek(0)
            try:
                process = subprocess.Popen(  # noqa: S603 - our own arguments, and ids that were checked
                    [*self._command, *arguments],
                    stdin=asked, stdout=subprocess.PIPE, stderr=said, env=self._environment,
                )  # fmt: skip
            except FileNotFoundError as error:
                raise StillroomError(
                    f"{self._shown}: Git is needed to read it; install Git"
                ) from error
            answer = _bounded(process, most)
            if len(answer) > most:
                raise StillroomError(f"{self._shown}: HEAD holds too much to be a project")
            if process.returncode:
                said.seek(0)
                words = said.read(2000).decode("utf-8", "replace").strip() or "it took too long"
                raise StillroomError(f"{self._shown}: Git cannot read it: {clean(words, 200)}")
            return answer


def _bounded(process: subprocess.Popen[bytes], most: int) -> bytes:
    alarm = threading.Timer(TIME_LIMIT, process.kill)
    alarm.start()
    try:
        assert process.stdout is not None  # noqa: S101 - for the type checker: opened as a pipe
        answer = process.stdout.read(most + 1)
        if len(answer) > most:
            process.kill()
        process.wait()
        return answer
    finally:
        alarm.cancel()
        process.kill()
        process.communicate()


def _chosen(listed: list[Entry]) -> tuple[dict[str, str], dict[str, str]]:
    """The files that are taken, with their blobs, and those that are not, with the reason."""
    taken: dict[str, str] = {}
    left_out: dict[str, str] = {}
    for path, mode, blob, size in sorted(listed):
        if not _is_candidate(path):
            continue
        if len(taken) >= MOST_FILES:
            left_out[path] = f"more than {MOST_FILES} files"
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
        and all(one and one != "__pycache__" and not one.startswith(".") for one in folders)
    )


def _refused(mode: str, size: int) -> str | None:
    if mode not in ("100644", "100755"):
        return "a link or a device, not a file"
    return f"larger than {LARGEST_FILE} bytes" if size > LARGEST_FILE else None
