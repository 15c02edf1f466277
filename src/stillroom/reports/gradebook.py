"""What the gradebooks of learning-management systems have in common: a line for each learner."""

from collections.abc import Sequence

from stillroom.errors import StillroomError
from stillroom.reports.base import About
from stillroom.results.record import Result
from stillroom.util.text import listed

EMAIL, ID, GROUP = ("email", "Email address"), ("id", "ID number"), ("group", "Section")
"""Columns of a roster, with what gradebooks call them when they are exported."""


def assignment(results: Sequence[Result], about: About) -> str:
    """Return what the column of the points is called.

    Raises StillroomError for results of several exercises: each has a column of its own.
    """
    exercises = sorted({result.exercise for result in results})
    if len(exercises) > 1:
        raise StillroomError(
            f"a gradebook holds one exercise, and these are results of {listed(exercises)}; "
            "report each of them by itself"
        )
    return about.assignment or (results[0].exercise if results else "")


def points(result: Result) -> str:
    """Return the points with two decimals; nothing where there is nothing to judge: that is no zero."""
    return f"{result.points:.2f}" if result.has_points else ""


def known(result: Result, *columns: str) -> str:
    """Return what the roster says of the learner in the first of *columns* that says something."""
    return next((text for column in columns if (text := result.about.get(column, ""))), "")
