"""Folders that are dear to make and that no test changes: the first worker that needs one makes it for all."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from stillroom.util import locks


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder *name* of this run, into which *make* has written. Not to be changed."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    base = factory.getbasetemp()
    folder = (base.parent if is_worker else base) / name
    done = folder.with_suffix(".done")
    lock = locks.acquire(folder.with_suffix(".lock"))
    try:
        if not done.exists():
            folder.mkdir()
            make(folder)
            done.touch()
    finally:
        lock.release()
    return folder
