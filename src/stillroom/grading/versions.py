"""The versions that a grading stands on: a verdict can depend on them."""

import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from stillroom.course.course import Course
from stillroom.sandbox.worker.requirements import name_of


@cache
def versions(course: Course, database: str) -> dict[str, str]:
    """Return the versions of Python, the libraries, the database and the packages of *course*.

    *database* is that of the database, with its name. A package that is not installed has none.
    """
    named = ("sqlalchemy", "alembic", *map(name_of, course.about.packages))
    return {
        "python": platform.python_version(),
        **dict(_installed(named)),
        "database": database,
    }


def _installed(names: Iterable[str]) -> Iterable[tuple[str, str]]:
    for name in names:
        try:
            yield name, version(name)
        except (PackageNotFoundError, ValueError):
            continue
