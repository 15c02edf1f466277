"""Temporary folders that do not pile up: those of a grader that was killed are taken away later."""

import contextlib
import os
import tempfile
import time
from functools import cache
from pathlib import Path

from stillroom.sandbox.worker.remove import remove

try:
    import fcntl
except ImportError:  # Windows: nothing is locked there, and nothing is taken away later
    fcntl = None  # type: ignore[assignment]

PREFIX = "stillroom-run-"
YOUNG = 60.0  # seconds in which a new folder may not be locked yet


class TemporaryFolder:
    """A folder of this process, locked for as long as it lives."""

    def __init__(self) -> None:
        """Make it, and take away what killed graders have left; raises OSError."""
        _sweep_once()
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
        self._handle = _lock(self.path)

    def close(self) -> None:
        """Take the folder away."""
        remove(str(self.path))
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _lock(path: Path) -> int | None:
    """Return a handle that holds *path*, or None where somebody else does, or it has gone."""
    if fcntl is None:
        return None
    try:
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


@cache
def _sweep_once() -> None:
    if fcntl is None:
        return
    with contextlib.suppress(OSError):
        for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            about = path.lstat()
            if about.st_uid != os.geteuid() or time.time() - about.st_mtime < YOUNG:
                continue
            if (handle := _lock(path)) is not None:
                remove(str(path))
                os.close(handle)
