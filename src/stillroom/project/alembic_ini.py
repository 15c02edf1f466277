"""A file ``alembic.ini`` in a project, which Alembic obeys before the settings in ``pyproject.toml``."""

import configparser
from pathlib import Path

from stillroom.util.text import clean

FILE = "alembic.ini"


def in_the_way(project: Path) -> str:
    """Return a sentence where a file leads Alembic to another folder than ``migrations/``; else nothing."""
    settings = configparser.RawConfigParser()
    try:
        settings.read(project / FILE, "utf-8")
        folder = settings.get("alembic", "script_location", fallback="")
    except (configparser.Error, OSError, UnicodeDecodeError):
        return ""
    place = (
        project / folder.replace("%(here)s", "").lstrip("/\\") if folder else project
    ).resolve()
    if not folder or place == (project / "migrations").resolve():
        return ""
    shown = clean(folder.replace("%(here)s/", ""), 60)
    return (
        f"{FILE} is in the way: because of it, Alembic works in {shown}/ and not in migrations/. "
        f"Move your revisions to migrations/versions/, and delete {FILE} and {shown}/."
    )
