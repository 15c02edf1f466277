"""Temporary folders that do not pile up: those of a grader that was killed are taken away later.

Beside each folder lies a file of the same name with ``.owner`` after it, which says whose the folder
is. The owner holds a lock on that file for as long as it lives. Many graders may share one folder for
temporary files: of other users, in containers, on other machines. So a folder is taken away only where
its owner is proven to have ended: the lock is free, and no such process is there (see ``owner``). What
cannot be proven stays.
"""

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from stillroom.sandbox.owner import Owner
from stillroom.sandbox.worker.remove import remove

try:
    import fcntl
except ImportError:  # Windows: nothing is locked there, and nothing is taken away later
    fcntl = None  # type: ignore[assignment]

PREFIX = "stillroom-run-"
OWNER = ".owner"
LONGEST_OWNER = 10_000  # bytes
_TRIES = 100  # to find a name that is not taken


class TemporaryFolder:
    """A folder of this process, owned for as long as the process lives."""

    def __init__(self) -> None:
        """Make it, and take away what killed graders have left; raises OSError."""
        _sweep_once()
        self._maker = os.getpid()
        self._handle: int | None
        self.path, self._handle = _make(Path(tempfile.gettempdir()).resolve())

    def close(self) -> None:
        """Take the folder away; in a copy of the process that made it, do nothing."""
        if self._handle is None or self._maker != os.getpid():
            return
        handle, self._handle = self._handle, None
        remove(str(self.path))
        os.close(handle)  # Windows deletes no file that is open
        if not self.path.exists():
            _owner_file(self.path).unlink(missing_ok=True)


def _make(place: Path) -> tuple[Path, int]:
    """Make a folder in *place*, its owner's file first; return it, and the handle of that file."""
    for _ in range(_TRIES):
        path = place / f"{PREFIX}{os.urandom(4).hex()}"
        with contextlib.suppress(FileExistsError):
            handle = os.open(_owner_file(path), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                _own(handle)
                path.mkdir(mode=0o700)
            except BaseException:
                os.close(handle)
                _owner_file(path).unlink(missing_ok=True)
                raise
            return path, handle
    raise FileExistsError(f"no name is free for a temporary folder in {place}")


def _own(handle: int) -> None:
    if fcntl is not None:
        with contextlib.suppress(OSError):  # a file system without locks: nobody else gets one
            fcntl.flock(handle, fcntl.LOCK_EX)
    os.write(handle, Owner.this_process().written())


def _owner_file(folder: Path) -> Path:
    return folder.with_name(folder.name + OWNER)


@cache
def _sweep_once() -> None:
    with contextlib.suppress(OSError):
        sweep_folders(Path(tempfile.gettempdir()))


def sweep_folders(place: Path) -> None:
    """Take away the folders in *place* whose owners have provably ended; raises OSError."""
    for owner_file in place.glob(f"{PREFIX}*{OWNER}"):
        with contextlib.suppress(OSError), _left_alone(owner_file) as is_left:
            folder = owner_file.with_name(owner_file.name.removesuffix(OWNER))
            if is_left and _is_own_folder(folder):
                remove(str(folder))
            if is_left and not os.path.lexists(folder):
                owner_file.unlink()


@contextmanager
def _left_alone(owner_file: Path) -> Iterator[bool]:
    """Hold the lock of *owner_file*; tell whether its owner has ended. Raises OSError."""
    if fcntl is None:
        yield False
        return
    handle = os.open(owner_file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        about = os.fstat(handle)
        is_own = stat.S_ISREG(about.st_mode) and about.st_uid == os.geteuid()
        is_there = os.path.samestat(about, os.lstat(owner_file))  # nobody has taken it away
        owner = Owner.read(os.read(handle, LONGEST_OWNER)) if is_own and is_there else None
        yield owner is not None and owner.has_ended()
    finally:
        os.close(handle)


def _is_own_folder(folder: Path) -> bool:
    about = folder.lstat() if os.path.lexists(folder) else None
    return about is not None and stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid()
