"""Where a course is: the folder of exercises that was named, told by what is there."""

import os
from pathlib import Path

from stillroom.errors import StillroomError

EXERCISES = "exercises"


def exercises_folder(named: Path) -> Path:
    """Return the folder of exercises that *named* stands for.

    It is that folder, or the folder ``exercises`` in it where the course is laid out like a course
    repository. Raises StillroomError if there is no such folder, or if it cannot be read.
    """
    if not named.is_dir():
        what = "this is a file" if os.path.lexists(named) else "no such folder"
        raise StillroomError(f"{named}: {what}; --course wants a folder of exercises")
    inner = named / EXERCISES
    return inner if not exercise_folders(named) and inner.is_dir() else named


def exercise_folders(root: Path) -> list[Path]:
    """Return the folders of exercises in *root*, in teaching order; raises StillroomError."""
    try:
        return sorted(path for path in root.iterdir() if (path / "exercise.toml").exists())
    except OSError as error:
        raise StillroomError(f"{root}: cannot be read: {error.strerror}") from error
