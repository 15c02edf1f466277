"""Stamps of files, by which a change is noticed without reading them."""

import os
import time
from collections.abc import Iterable
from pathlib import Path

Stamp = tuple[str, int, int, int]
"""The path of a file, its time of change in nanoseconds, its size in bytes, its inode number."""
YOUNG = 2.0  # seconds; the clocks of some file systems tick no faster


def stamps(paths: Iterable[Path]) -> tuple[Stamp, ...]:
    """Return a stamp of each of *paths* that is there."""
    present = []
    for path in paths:
        try:
            about = os.stat(path)
        except (OSError, ValueError):
            continue
        present.append((str(path), about.st_mtime_ns, about.st_size, about.st_ino))
    return tuple(present)


def is_young(file_stamps: Iterable[Stamp]) -> bool:
    """Tell whether a file may have changed once more without another stamp."""
    now = time.time_ns()
    return any(now - changed < YOUNG * 1e9 for _, changed, _, _ in file_stamps)
