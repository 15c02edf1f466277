"""The folders that ship inside the package."""

from pathlib import Path

PACKAGE = Path(__file__).parent
FOLDERS = {"exercises": "exercises", "base": "template"}
"""The name in the package, and the name in a checkout of the course."""


def resource(name: str) -> Path:
    """Return a folder that ships with the package: ``exercises``, or ``base`` of the starter."""
    packaged = PACKAGE / name
    return packaged if packaged.is_dir() else PACKAGE.parents[1] / FOLDERS[name]
