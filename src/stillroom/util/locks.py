"""A lock between processes: a file beside what it protects, gone when nobody holds it.

The system lets go of the lock when its process ends, however it ends. A file that a killed process
left behind is harmless: the next one takes it and removes it.
"""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Lock:
    """A lock that is held."""

    path: Path
    handle: int

    def release(self) -> None:
        """Let go of the lock and remove its file."""
        if sys.platform != "win32":  # before it is let go: nobody else can hold this very file yet
            with suppress(OSError):
                os.unlink(self.path)
        os.close(self.handle)
        if sys.platform == "win32":  # there a file that is open cannot be removed
            with suppress(OSError):
                os.unlink(self.path)


def acquire(path: Path) -> Lock:
    """Wait until nobody else holds the lock *path*, and hold it. Raises OSError if it cannot be made.

    Two threads of one process exclude each other too.
    """
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            _wait(handle)
            if _is_still(path, handle):
                return Lock(path, handle)
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # the one before us has removed this file: take the new one


def _is_still(path: Path, handle: int) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.stat(path), os.fstat(handle))
    return False


if sys.platform == "win32":

    def _wait(handle: int) -> None:
        import msvcrt

        while True:
            try:  # waits ten seconds at most, then raises
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
            except OSError:
                continue
            return

else:

    def _wait(handle: int) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)
