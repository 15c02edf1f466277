"""Where a Git repository was cloned from, read as text: nothing in its configuration counts otherwise."""

import re
from datetime import UTC, datetime
from pathlib import Path

from stillroom.results.provenance import Origin
from stillroom.util.files import read_plain

_LARGEST_CONFIG = 200_000  # bytes
_REMOTE = re.compile(
    r"^\s*\[\s*remote\s+\"origin\"\s*\]\s*$(?P<keys>(?:\n(?!\s*\[).*)*)", re.MULTILINE
)
_URL = re.compile(r"^\s*url\s*=\s*\"?(?P<url>[^\s\"]+)\"?\s*$", re.MULTILINE)
_ADDRESS = re.compile(
    r"(?:(?:https?|ssh|git)://(?:[^@/\s]*@)?(?P<host>[A-Za-z0-9.-]+)(?::\d+)?/|[\w.-]+@(?P<ssh_host>[A-Za-z0-9.-]+):/?)"
    r"(?P<path>[\w.~-]+(?:/[\w.~-]+)+)/?"
)


def origin_of(repository: Path, commit: str, moment: int | None) -> Origin:
    """Return what is known of *commit* of *repository*, which was made at *moment* by its own date."""
    when = (
        "" if moment is None else datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    )
    return Origin(repository=_address(repository), commit=commit, committed=when)


def _address(repository: Path) -> str:
    """Return the address of the page of the repository that *repository* was cloned from, if it has one.

    What stands before the name of the host, such as a password, is no part of it.
    """
    try:
        config = read_plain(repository / "config", _LARGEST_CONFIG).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""
    remote = _REMOTE.search(config.replace("\r\n", "\n"))
    url = _URL.search(remote["keys"]) if remote else None
    found = _ADDRESS.fullmatch(url["url"]) if url else None
    if found is None or ".." in found["path"].split("/"):
        return ""
    return f"https://{found['host'] or found['ssh_host']}/{found['path'].removesuffix('.git')}"
