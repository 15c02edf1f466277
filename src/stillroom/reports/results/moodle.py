"""Moodle's gradebook as CSV, to be imported there: points and feedback of each learner.

Moodle finds a learner by the column that is chosen when the file is imported: the address of the
e-mail or the id. One learner whom it does not find ends the whole import, so those without either are
left out. An empty cell is no grade. A feedback without a grade would delete grades, so both are always there.
"""

from collections.abc import Sequence
from html import escape

from stillroom.errors import StillroomError
from stillroom.reports.base import CLASS, About
from stillroom.reports.gradebook import EMAIL, ID, assignment, known, points
from stillroom.reports.spreadsheet import as_csv
from stillroom.reports.words import plain_feedback
from stillroom.results.record import Result

is_document = True
scope = CLASS


def render(results: Sequence[Result], about: About) -> str:
    """Return a line for each learner whom Moodle can find; raises StillroomError where it finds nobody."""
    title = assignment(results, about)
    rows = [_line(result) for result in results if _is_found(result)]
    if not rows:
        raise StillroomError(
            "moodle finds learners by the column email or id of the roster, and nobody here has one; "
            "grade the class with a roster that has it"
        )
    columns = ["Full name", "Email address", "ID number", title, f"Feedback: {title}"]
    return as_csv([columns, *rows])


def missing(results: Sequence[Result]) -> list[str]:
    """Return a sentence on each learner whom Moodle could not find."""
    return [
        f"{result.submission}: left out: the roster gives neither email nor id"
        for result in results
        if not _is_found(result)
    ]


def _is_found(result: Result) -> bool:
    return bool(known(result, *EMAIL, *ID))


def _line(result: Result) -> list[str]:
    return [
        result.submission,
        known(result, *EMAIL),
        known(result, *ID),
        points(result),
        escape(plain_feedback(result), quote=False),  # Moodle shows it as HTML
    ]
