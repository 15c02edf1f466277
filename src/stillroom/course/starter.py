"""The starter of a course: the Copier template that its bare project is rendered from."""

from pathlib import Path

from stillroom.course.course import Course
from stillroom.util.resources import resource

TEMPLATE = "copier.yml"


def is_repository(folder: Path) -> bool:
    """Tell whether *folder* is a course repository: one that has a starter of its own."""
    return (folder / TEMPLATE).is_file()


def starter_of(course: Course) -> Path:
    """Return the folder with the template of *course*: its repository, else what the package ships."""
    above = course.root.resolve().parent
    return above if is_repository(above) else resource("starter")
