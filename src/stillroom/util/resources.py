"""The folders that ship inside the package."""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]
FOLDERS = {"exercises": "exercises", "base": "template"}
"""The name in the package, and the name in a checkout of the course."""


def resource(name: str) -> Path:
    """Return a folder that ships with the package: ``exercises``, or ``base`` of the starter."""
    packaged = PACKAGE / name
    return packaged if packaged.is_dir() else PACKAGE.parents[1] / FOLDERS[name]


def explanation(exercise_id: str) -> Path | None:
    """Return the text that explains the reference solution of an exercise; None where there is none.

    The package carries these texts, and never the code of a solution.
    """
    packaged = PACKAGE / "explanations" / f"{exercise_id}.md"
    checkout = PACKAGE.parents[1] / "solutions" / exercise_id / "README.md"
    return next((path for path in (packaged, checkout) if path.is_file()), None)
