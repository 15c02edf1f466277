"""Which database the settings of a project name, and how it is followed."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from stillroom.databases.base import FollowedDatabase, Handover, NotFollowed, NotReplaced, Reading
from stillroom.databases.registry import backends, default_backend
from stillroom.util.text import clean, listed

VARIABLE = "DATABASE_URL"


@dataclass(frozen=True)
class Unfollowed:
    """A database that cannot be followed; ``trouble`` says why."""

    trouble: str
    path: Path | None = None
    files: Sequence[Path] = ()

    def is_held(self) -> bool:
        """Return False: nothing is known of it."""
        return False

    def read(self, private: Path) -> Reading:
        """Return why there is nothing to read."""
        return Reading(trouble=self.trouble)

    def contents(self) -> Handover:
        """Raise NotReplaced."""
        raise NotReplaced(self.trouble)

    def replace(self, handover: Handover) -> None:
        """Raise NotReplaced."""
        raise NotReplaced(self.trouble)


def followed_database(project: Path) -> FollowedDatabase:
    """Return the database that the settings of *project* name."""
    url = _url(project)
    if url is None:
        return default_backend().follow(None, project)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return Unfollowed(f"{VARIABLE} is no address of a database; only the files are followed.")
    kind = parsed.get_backend_name()
    if kind not in backends():
        titles = [backend.title for backend in backends().values()]
        only = f"only {listed(titles)} {'is' if len(titles) == 1 else 'are'} followed"
        return Unfollowed(f"{VARIABLE} names a {clean(kind, 40)} database; {only}. Checks go on.")
    try:
        return backends()[kind].follow(parsed, project)
    except NotFollowed as reason:
        return Unfollowed(f"{VARIABLE} names {reason}. Checks go on.")


def is_own(database: FollowedDatabase, project: Path) -> bool:
    """Tell whether *database* is a file of *project*, and nobody else's."""
    path = database.path
    return path is not None and path.resolve().is_relative_to(project.resolve())


def _url(project: Path) -> str | None:
    """Return the address as the settings find it: a variable in any letter case, then ``.env``."""
    if url := _value(os.environ):
        return url
    try:
        return _value(dotenv_values(project / ".env", encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _value(variables: Mapping[str, str | None]) -> str | None:
    """Return the value of the variable in any letter case; None where it is missing or empty."""
    named = {name.lower(): value for name, value in variables.items() if value}
    return named.get(VARIABLE.lower())
