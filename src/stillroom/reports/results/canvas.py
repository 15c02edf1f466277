"""Canvas' gradebook as CSV, to be imported there: a line for each learner, points with two decimals.

Canvas finds a learner by ``ID``, then by ``SIS User ID``, then by ``SIS Login ID``, then by name. It
takes a line whose name holds the words "Points Possible" for one that is not about a learner.
"""

from collections.abc import Sequence

from stillroom.reports.base import CLASS, About
from stillroom.reports.gradebook import assignment, known, points
from stillroom.reports.spreadsheet import as_csv
from stillroom.results.record import Result

is_document = True
scope = CLASS
COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
OWN_COLUMNS = {"SIS User ID", "SIS Login ID"}
"""A roster with one of them is from Canvas, and its ``id`` is Canvas' own."""
POINTS_POSSIBLE = "Points Possible"


def render(results: Sequence[Result], about: About) -> str:
    """Return the names of the columns, the points that can be had, and the learners."""
    title = assignment(results, about)
    most = max((result.max_points for result in results), default=0)
    possible = [f"    {POINTS_POSSIBLE}", "", "", "", "", f"{most:.2f}"]
    return as_csv([[*COLUMNS, title], possible, *map(_line, results)])


def _line(result: Result) -> list[str]:
    is_from_canvas = not OWN_COLUMNS.isdisjoint(result.about)
    own, sis = ("id", "SIS User ID") if is_from_canvas else ("", "id")
    return [
        result.submission.replace(POINTS_POSSIBLE, POINTS_POSSIBLE.replace(" ", "_")),
        known(result, own),
        known(result, sis),
        known(result, "SIS Login ID", "email"),
        known(result, "Section", "group"),
        "EX" if result.is_excused else points(result),
    ]  # fmt: skip
