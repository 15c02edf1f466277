"""Where the parts of a course are, also of one that has no exercise yet."""

import os
from dataclasses import dataclass
from pathlib import Path

from stillroom.course.about import FILE as ABOUT
from stillroom.course.course import Course
from stillroom.course.location import EXERCISES, exercise_folders, exercises_folder
from stillroom.course.starter import is_repository
from stillroom.errors import StillroomError
from stillroom.util.resources import resource

_HARMLESS = (".", "README", "LICENSE")
"""What a new and empty repository may have."""


@dataclass(frozen=True)
class Place:
    """The folders of a course. In a course repository, exercises and solutions lie side by side."""

    exercises: Path
    has_exercises: bool
    is_repository: bool
    """Whether it brings a starter of its own."""

    @property
    def _above(self) -> Path:
        return self.exercises.resolve().parent

    @property
    def _is_side_by_side(self) -> bool:
        return self.exercises.name == EXERCISES or self.is_repository

    @property
    def starter(self) -> Path:
        """The folder with the template of the bare starter."""
        return self._above if self.is_repository else resource("starter")

    @property
    def solutions(self) -> Path:
        """The folder of the reference solutions."""
        return self._above / "solutions" if self._is_side_by_side else self.exercises / "solutions"

    @property
    def samples(self) -> Path:
        """The folder of right and wrong answers."""
        if self.is_repository:
            return self._above / "tests" / "mistakes"
        return self._above / "samples" if self._is_side_by_side else self.exercises / "samples"


def place_of(course: Course) -> Place:
    """Return the folders of *course*."""
    return Place(course.root, True, is_repository(course.root.resolve().parent))


def course_place(folder: Path) -> Place:
    """Return the folders of the course in *folder*, which may be empty or missing.

    Raises StillroomError where *folder* holds something that is no course.
    """
    if not os.path.lexists(folder):
        return Place(folder, has_exercises=False, is_repository=False)
    if is_repository(folder):
        exercises = folder / EXERCISES
        has_exercises = exercises.is_dir() and bool(exercise_folders(exercises))
        return Place(exercises, has_exercises, is_repository=True)
    exercises = exercises_folder(folder)
    if exercise_folders(exercises):
        return Place(exercises, True, is_repository(exercises.resolve().parent))
    others = [path for path in exercises.iterdir() if not path.name.startswith(_HARMLESS)]
    if others and not (exercises / ABOUT).is_file():
        raise StillroomError(
            f"{folder}: there are files, but no course; name a new or empty folder, or the folder "
            f"of a course, which holds exercises or {ABOUT}"
        )
    return Place(exercises, has_exercises=False, is_repository=False)
