"""Brings published branches to a remote repository: all of them or none, and nobody else's away."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from stillroom.authoring.repository import Repository
from stillroom.course.base import EMAIL
from stillroom.errors import StillroomError
from stillroom.submission.git import Git, GitError
from stillroom.util.text import clean

MAIN = "refs/heads/main"
_HEADS = "refs/heads/"
_THEIRS = "refs/theirs/"


@dataclass(frozen=True)
class Pushed:
    """What a push has done."""

    moved: tuple[str, ...]
    """The branches that are new or have another commit now."""
    note: str | None = None
    """What is left to do by hand: a remote that does not show ``main`` first."""


def push(repository: Repository, tips: Mapping[str, str], url: str, overwrite: bool) -> Pushed:
    """Push the branches *tips* of *repository* that differ at *url*, in one step.

    A branch there with a commit of somebody else is replaced only with *overwrite*. Raises
    StillroomError.
    """
    there, _ = _refs(repository, url)
    moved = {name: commit for name, commit in tips.items() if there.get(name) != commit}
    if not overwrite:
        _refuse_others(repository, url, [name for name in moved if name in there])
    if moved:
        leases = [f"--force-with-lease={_HEADS}{name}:{there.get(name, '')}" for name in moved]
        specs = [f"{commit}:{_HEADS}{name}" for name, commit in moved.items()]
        _run(repository, url, "push", "--quiet", "--atomic", *leases, url, *specs)
    if os.path.isdir(url) and not there:
        Repository(Path(url)).run("symbolic-ref", "HEAD", MAIN)
    try:
        _, head = _refs(repository, url)
    except StillroomError:  # the branches are there; only this last look failed
        return Pushed(tuple(moved))
    note = (
        f"{_shown(url)}: a clone does not begin at main; make main the default branch in the "
        "settings of the host"
    )
    return Pushed(tuple(moved), None if head == MAIN else note)


def _refuse_others(repository: Repository, url: str, names: list[str]) -> None:
    """Raise StillroomError where the last commit of a branch at *url* was not published from here."""
    if not names:
        return
    specs = [f"+{_HEADS}{name}:{_THEIRS}{name}" for name in names]
    _run(repository, url, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", url, *specs)
    for name in names:
        email = repository.run("log", "-1", "--format=%ce", _THEIRS + name)
        if email != EMAIL:
            raise StillroomError(
                f"{_shown(url)}: branch {name} has commits of somebody else; rename it there, or "
                "add --overwrite to replace it; nothing was published"
            )


def _refs(repository: Repository, url: str) -> tuple[dict[str, str], str]:
    """Return the branches at *url* with their commits, and the name that HEAD stands for there."""
    branches, head = {}, ""
    for line in _run(repository, url, "ls-remote", "--symref", url).splitlines():
        value, _, name = line.partition("\t")
        if value.startswith("ref: ") and name == "HEAD":
            head = value.removeprefix("ref: ")
        elif name.startswith(_HEADS):
            branches[name.removeprefix(_HEADS)] = value
    return branches, head


def _run(repository: Repository, url: str, *arguments: str) -> str:
    """Run Git with the settings of the user, who may have a key or a helper; it asks nothing."""
    kept = {name: value for name, value in os.environ.items() if name not in _PLACES}
    git = Git(
        repository.folder, kept | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}, is_detached=True
    )
    try:
        return git.run(*arguments).decode("utf-8", "replace")
    except GitError as error:
        reason = clean(str(error).replace(url, _shown(url)).partition("\n")[0], 300)
        is_push = arguments[0] == "push"
        what = (
            "the branches there may be as before or as published: run it again"
            if is_push and "rejected" not in str(error)
            else "nothing was published; look at the address and at your rights there"
        )
        raise StillroomError(
            f"{_shown(url)}: git {arguments[0]} failed: {reason}; {what}"
        ) from error


_PLACES = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"}


def _shown(url: str) -> str:
    """Return *url* without a name and password."""
    host = urlsplit(url).netloc
    return url.replace(host, host.rpartition("@")[2], 1) if "@" in host else url
