"""The course that a command for authors works on: the one that is named, or the one in this folder."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stillroom.course.course import Course


def course_here(named: Path | None) -> "Course | None":
    """Return the course in the folder *named*, else that in the current folder; None without one."""
    from stillroom.course.course import Course

    folder = named or folder_here()
    return None if folder is None else Course(folder)


def folder_here() -> Path | None:
    """Return the current folder if it is that of a course, or of a course repository."""
    from stillroom.course.about import FILE
    from stillroom.course.location import exercise_folders, exercises_folder
    from stillroom.course.starter import is_repository

    here = Path.cwd()
    is_course = (here / FILE).is_file() or exercise_folders(exercises_folder(here))
    return here if is_course or is_repository(here) else None
