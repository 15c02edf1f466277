"""What the references of a Git repository lead to, read as text. Its files were checked before."""

import re
from collections.abc import Iterator
from pathlib import Path

from stillroom.errors import StillroomError
from stillroom.submission.no_project import NoProject
from stillroom.util.files import read_plain
from stillroom.util.text import clean

LARGEST_REFS = 5_000_000  # bytes
FORMATS = {40: "sha1", 64: "sha256"}
"""How many hexadecimal digits an id has: the object format of its repository."""


def head(repository: Path) -> str:
    """Return the commit that HEAD leads to; raises NoProject where nothing was committed."""
    told = _read(repository / "HEAD").strip()
    if not told.startswith("ref:"):
        return _checked(repository, told)
    name = told.removeprefix("ref:").strip()
    if not _is_ref(name):
        raise StillroomError(f"{repository}: HEAD names no branch: {clean(name, 60)!r}")
    if commit := _commit_of(repository, name):
        return commit
    raise NoProject(f"the branch {clean(name.removeprefix('refs/heads/'), 60)!r} has no commit")


def tip(repository: Path, branch: str) -> str:
    """Return the commit that *branch* leads to, here or where it was cloned from; raises NoProject."""
    for kind in ("refs/heads", "refs/remotes/origin"):
        name = f"{kind}/{branch}"
        if _is_ref(name) and (commit := _commit_of(repository, name)):
            return commit
    raise NoProject(f"there is no branch {clean(branch, 60)!r}")


def branches(repository: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each branch of *repository*, whose files were checked, and its commit."""
    seen: set[str] = set()
    for path in sorted((repository / "refs" / "heads").rglob("*")):
        if path.is_file():
            name = path.relative_to(repository / "refs" / "heads").as_posix()
            seen.add(name)
            yield name, _read(path).strip()
    packed = repository / "packed-refs"
    for line in _read(packed).splitlines() if packed.is_file() else ():
        commit, _, name = line.partition(" refs/heads/")
        if name and name not in seen:
            yield name, commit


def shallow(repository: Path) -> str:
    """Return the commits at which the history was cut off, one a line."""
    path = repository / "shallow"
    lines = _read(path).split() if path.is_file() else []
    return "".join(f"{line}\n" for line in lines if re.fullmatch("[0-9a-f]{40,64}", line))


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


def _checked(repository: Path, commit: str) -> str:
    if len(commit) not in FORMATS or not re.fullmatch("[0-9a-f]+", commit):
        raise StillroomError(f"{repository}: HEAD leads to no commit: {clean(commit, 60)!r}")
    return commit


def _read(path: Path) -> str:
    """A small plain file of the repository, never through a link."""
    return read_plain(path, LARGEST_REFS).decode("utf-8", "replace")
