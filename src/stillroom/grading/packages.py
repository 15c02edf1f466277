"""The packages with which a course is graded: those of the starter, and those that the course names."""

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution

from stillroom.course.about import about_file
from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.sandbox.worker.requirements import name_of
from stillroom.util.resources import resource

_DEPENDENCIES = re.compile(r"^dependencies = \[(?P<all>.*?)^\]", re.MULTILINE | re.DOTALL)


@cache
def starter_packages() -> tuple[str, ...]:
    """Return the requirements of the bare starter, as its ``pyproject.toml`` lists them."""
    template = resource("starter") / "template" / "pyproject.toml.jinja"
    listed = _DEPENDENCIES.search(template.read_text("utf-8"))
    return tuple(re.findall(r'"([^"]+)"', listed["all"])) if listed else ()


def packages(course: Course) -> tuple[str, ...]:
    """Return the requirements of all that learners' code may import in *course*."""
    return (*starter_packages(), *course.about.packages)


@cache
def need_packages(course: Course) -> None:
    """Raise StillroomError where a package of *course* is not installed beside the grader."""
    for requirement in course.about.packages:
        try:
            distribution(name_of(requirement))
        except (PackageNotFoundError, ValueError) as error:
            raise StillroomError(
                f"{about_file(course.root)}: packages: {requirement} is not installed beside the grader; "
                f'run: python -m pip install "{requirement}"'
            ) from error
