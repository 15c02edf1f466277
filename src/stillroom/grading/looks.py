"""What was looked at of the values of a state, as the record and its reports show it."""

from collections.abc import Sequence

from stillroom.course.fixtures import Expect, Probe
from stillroom.databases.value_differences import ValueDifference
from stillroom.results.step import Look
from stillroom.util.text import counted, listed


def look_at_values(expect: Expect, differences: Sequence[ValueDifference]) -> Look:
    """Return the look at the rows of *expect*, of which some are not as expected."""
    rows = counted(len(expect.rows), "row")
    if expect.only:
        rows = f"{rows} and no other one" if expect.rows else "no rows"
    if expect.null:
        rows = f"{rows}, NULL in {listed(expect.null)}"
    wrong = len({difference.key for difference in differences})
    return Look(
        what=f"values of {expect.table}",
        expected=rows,
        found=f"{counted(wrong, 'row')} not as expected" if wrong else "as expected",
        status="failed" if wrong else "passed",
    )


def look_at_probe(probe: Probe, refusal: str | None) -> Look:
    """Return the look at what the database does with *probe*, which it refused with *refusal*."""
    outcome = "accepted" if refusal is None else "refused"
    return Look(
        what=probe.says,
        expected=probe.outcome,
        found=outcome,
        status="passed" if outcome == probe.outcome else "failed",
    )
