"""Times and sizes of files: what is looked at often, so that files are read seldom."""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from stillroom.course.base import ENVIRONMENT
from stillroom.submission.intake import MOST_ENTRIES, TAKEN

Stamp = tuple[str, int, int, int]
YOUNG = 2.0  # seconds; the clocks of some file systems tick no faster


def stamps(paths: Iterable[Path]) -> tuple[Stamp, ...]:
    """Return a stamp of each of *paths* that is there: its name, time, size and number."""
    found = []
    for path in paths:
        try:
            about = os.stat(path)
        except (OSError, ValueError):
            continue
        found.append((str(path), about.st_mtime_ns, about.st_size, about.st_ino))
    return tuple(found)


def is_young(found: Iterable[Stamp]) -> bool:
    """Tell whether a file may have changed once more without another stamp."""
    now = time.time_ns()
    return any(now - changed < YOUNG * 1e9 for _, changed, _, _ in found)


def work(project: Path) -> Iterator[Path]:
    """Yield the files of *project* that are the learner's work, and the folders they are in."""
    looked_at = 0
    for top in TAKEN:
        for place, folders, names in os.walk(project / top):
            folders[:] = sorted(
                one for one in folders if one != "__pycache__" and not one.startswith(".")
            )
            looked_at += len(folders) + len(names)
            if looked_at > MOST_ENTRIES:
                break
            yield Path(place)
            yield from (Path(place, name) for name in sorted(names) if name.endswith(".py"))
    yield project / ENVIRONMENT
