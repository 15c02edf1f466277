"""The results as CSV for a spreadsheet: a line for each submission, a column of points for each step.

New columns come last, so that what reads the old ones by their places goes on to.
"""

from collections.abc import Sequence

from stillroom.reports.base import About
from stillroom.reports.gradebook import EMAIL, GROUP, ID, known
from stillroom.reports.scores import names
from stillroom.reports.spreadsheet import BYTE_ORDER_MARK, as_csv
from stillroom.results.record import Result

is_document = True
COLUMNS = (
    "submission", "exercise", "verdict", "points", "max_points", "first_finding", "by_hand", "status",
)  # fmt: skip
LAST_COLUMNS = ("reason", "id", "email", "group")


def render(results: Sequence[Result], about: About) -> str:
    """Return a line for every result; a step of another exercise has an empty cell.

    Whoever has handed in nothing, or is excused, has no verdict. Whoever has none has no points
    either: these cells are empty, and no zeros.
    """
    points = list(map(_points, results))
    steps = list(dict.fromkeys(title for each in points for title in each))
    rows = [
        [*_known(result), *map(each.get, steps), *_last(result)]
        for result, each in zip(results, points, strict=True)
    ]
    return BYTE_ORDER_MARK + as_csv([[*COLUMNS, *steps, *LAST_COLUMNS], *rows])


def _last(result: Result) -> list[str]:
    """Return why there is no verdict that counts, and what the roster says of the learner."""
    return [
        result.reason,
        *(known(result, *columns) for columns in (ID, EMAIL, GROUP)),
    ]


def _known(result: Result) -> list[str | int]:
    first = result.mistakes or result.findings
    code = first[0].code if first else ""
    has_verdict = result.outcome != "not-handed-in" and not result.is_excused
    return [
        result.submission, result.exercise, result.verdict if has_verdict else "", result.points if result.has_points else "",
        result.max_points, code, " ".join(result.changes_by_hand),
        result.counts_as,
    ]  # fmt: skip


def _points(result: Result) -> dict[str, int | str]:
    """The points of each step that gives some, by its number and its command."""
    named = zip(names(result), result.steps, strict=True)
    has_points = result.has_points
    return {name: step.points if has_points else "" for name, step in named if step.max_points}
