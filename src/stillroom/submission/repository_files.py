"""The files of a learner's Git repository, looked at before Git is asked to read one of them.

Git opens whatever has the name of an object: it would wait at a pipe, read a device without end, and
take the objects of somebody else where a link or a file of its own leads to them.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from stillroom.errors import StillroomError
from stillroom.util.files import NO_FILE, read_plain
from stillroom.util.text import clean

MOST_FILES = 300_000
"""Files and folders of one repository that are looked at."""
LARGEST_REFS = 5_000_000  # bytes
_READ = ("HEAD", "packed-refs", "shallow", "refs", "objects")
_ELSEWHERE = ("objects/info/alternates", "objects/info/http-alternates")
"""Where Git writes that objects lie in another folder, or on another machine."""


def check_files(repository: Path) -> None:
    """Raise StillroomError, with the name, where *repository* holds anything but files and folders."""
    for number, path in enumerate(_looked_at(repository)):
        name = clean(path.relative_to(repository).as_posix(), 200)
        if number >= MOST_FILES:
            raise StillroomError(f"the repository has more than {MOST_FILES} files")
        if name in _ELSEWHERE and path.lstat().st_size:
            raise StillroomError(
                f"{name}: its objects lie elsewhere; clone it without --shared and --reference"
            )
        if reason := _refused(path.lstat().st_mode):
            raise StillroomError(f"{name}: this is {reason}, and is not read; clone it again")


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


def _read(path: Path) -> str:
    return read_plain(path, LARGEST_REFS).decode("utf-8", "replace")


def _looked_at(repository: Path) -> Iterator[Path]:
    for name in _READ:
        top = repository / name
        if not os.path.lexists(top):
            continue
        yield top
        for place, folders, files in os.walk(top, followlinks=False):
            yield from (Path(place, each) for each in (*folders, *files))


def _refused(mode: int) -> str | None:
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return None
    return "a link" if stat.S_ISLNK(mode) else NO_FILE
