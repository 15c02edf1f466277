"""The files of a learner's Git repository, looked at before Git is asked to read one of them.

Git opens whatever has the name of an object: it would wait at a pipe, read a device without end, and
take the objects of somebody else where a link or a file of its own leads to them.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from stillroom.errors import StillroomError
from stillroom.util.files import NO_FILE
from stillroom.util.text import clean

MOST_FILES = 300_000
"""Files and folders of one repository that are looked at."""
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
