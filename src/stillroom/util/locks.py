"""A lock between processes: a file beside what it protects, gone when nobody holds it.

The system lets go of the lock when its process ends, however it ends. A file that a killed process
left behind is harmless: the next one takes it and removes it. While the lock is held, the file says
by which process.
"""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


class Held(Exception):
    """Another process holds the lock; ``owner`` is its process id, as text, or "unknown"."""

    def __init__(self, owner: str) -> None:
        """Name the process that holds it."""
        super().__init__(f"held by the process {owner}")
        self.owner = owner


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
    return _acquired(path, wait=True)


def try_acquire(path: Path) -> Lock:
    """Hold the lock *path*, or raise Held if another one does. Raises OSError if it cannot be made."""
    return _acquired(path, wait=False)


def _acquired(path: Path, *, wait: bool) -> Lock:
    while True:
        handle = os.open(path, _FLAGS, 0o666)
        try:
            if not _take(handle, wait):
                raise Held(_owner(handle))
            if _is_still(path, handle):
                with suppress(OSError):  # a full disk: the lock is held all the same
                    os.truncate(handle, 0)
                    os.write(handle, str(os.getpid()).encode())
                return Lock(path, handle)
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # the one before us has removed this file: take the new one


def _owner(handle: int) -> str:
    text = os.read(handle, 20).decode("ascii", "replace")
    return text if text.isdigit() else "unknown"


def _is_still(path: Path, handle: int) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.stat(path), os.fstat(handle))
    return False


if sys.platform == "win32":
    import msvcrt

    def is_locked(path: Path, start: int, length: int) -> bool:
        """Return False: here nobody can ask who locks a part of a file without locking it."""
        return False

    _FAR = 1 << 30  # the byte that is locked: nobody else could read one that the file has

    def _take(handle: int, wait: bool) -> bool:
        """Lock the file; False if another one holds it and we do not *wait*."""
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            while True:
                try:  # LK_LOCK waits ten seconds at most, then raises
                    msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
                except OSError:
                    if not wait:
                        return False
                else:
                    return True
        finally:
            os.lseek(handle, 0, os.SEEK_SET)

else:
    import fcntl
    import struct

    # type, whence, start, length, process: in the order in which the system has them
    _AS_ASKED = "qqihh" if sys.platform == "darwin" else "hhqqi"

    def is_locked(path: Path, start: int, length: int) -> bool:
        """Tell whether another process locks a part of the file *path* to write; nothing is locked."""
        asked = [fcntl.F_WRLCK, os.SEEK_SET, start, length, 0]
        if sys.platform == "darwin":
            asked = [*asked[2:], *asked[:2]]
        try:
            with path.open("rb") as file:
                answer = fcntl.fcntl(file, fcntl.F_GETLK, struct.pack(_AS_ASKED, *asked))
        except OSError:
            return False
        kind = struct.unpack(_AS_ASKED, answer)[3 if sys.platform == "darwin" else 0]
        return bool(kind == fcntl.F_WRLCK)

    def _take(handle: int, wait: bool) -> bool:
        """Lock the file; False if another one holds it and we do not *wait*."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
