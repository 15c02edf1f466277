"""The key of the page: kept in the project, so that an open page is still let in after a restart.

It is readable by its owner alone. One that others could have read, that is old, or that is no key
gives way to a new one.
"""

import os
import stat
import sys
import time
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from secrets import token_bytes

from stillroom.project.kept_work import FOLDER, kept_folder
from stillroom.util.files import read_plain

FILE = f"{FOLDER}/page-key"
LENGTH = 32  # bytes
DAYS = 7  # after which a key gives way to a new one


def page_key(project: Path) -> bytes:
    """Return the key that is kept in *project*; a new one where there is none that can be trusted.

    Where nothing can be written, the key holds for this run alone.
    """
    path = project / FILE
    try:
        if (key := _kept(path)) is not None:
            return key
    except OSError:
        pass
    key = token_bytes(LENGTH)
    with suppress(OSError):
        _keep(project, path, key)
    return key


def derived(key: bytes, what: str) -> str:
    """Return the secret called *what* of a *key*; none of them tells another."""
    return blake2b(what.encode(), key=key, digest_size=32).hexdigest()


def _kept(path: Path) -> bytes | None:
    status = path.lstat()
    is_private = sys.platform == "win32" or (
        status.st_uid == os.getuid() and stat.S_IMODE(status.st_mode) == stat.S_IRUSR | stat.S_IWUSR
    )
    is_fresh = 0 <= time.time() - status.st_mtime < DAYS * 86400
    if not stat.S_ISREG(status.st_mode) or not is_private or not is_fresh:
        return None
    key = read_plain(path, LENGTH)
    return key if len(key) == LENGTH else None


def _keep(project: Path, path: Path, key: bytes) -> None:
    kept_folder(project)
    path.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(key)
