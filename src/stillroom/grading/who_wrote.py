"""Which revision wrote a value that is not as expected, by the rows after each revision."""

from collections.abc import Iterator, Sequence

from stillroom.databases.base import Row, State
from stillroom.databases.value_differences import ValueDifference, is_same

DOWNGRADE = "downgrade"
"""What stands in a timeline for a step back, in the place of a revision."""

Timeline = Sequence[tuple[str, State]]


def has_value(difference: ValueDifference, state: State) -> bool:
    """Tell whether *difference* is there at *state*."""
    row = _row(difference, state)
    if difference.kind == "missing":
        return row is None
    if row is None or difference.column is None:
        return row is not None
    return difference.column in row and is_same(difference.found, row[difference.column])


def written_by(difference: ValueDifference, timeline: Timeline, since: Timeline) -> str | None:
    """Return the revision after which *difference* was there, and stayed; None where it is not known.

    Where the column came with nothing, or with a default, it is the revision that filled it in other
    rows, if one did. *since* is the part of *timeline* in which the rows of the grader are there.
    """
    written, filled = None, None
    for before, (revision, state) in _backwards(
        since if difference.kind == "missing" else timeline
    ):
        if revision == DOWNGRADE or not has_value(difference, state):
            break
        written = revision
        came = _column(difference, before) is None
        if (
            filled is None
            and not came
            and _column(difference, before) != _column(difference, state)
        ):
            filled = revision
        if came and filled:
            return filled
    return written


def _backwards(timeline: Timeline) -> Iterator[tuple[State, tuple[str, State]]]:
    """Each entry with the state before it, the last one first."""
    before = [State(), *(state for _, state in timeline)]
    yield from reversed(list(zip(before, timeline, strict=False)))


def _row(difference: ValueDifference, state: State) -> Row | None:
    rows = state.rows.get(difference.table, [])
    return next(
        (row for row in rows if all(row.get(name) == value for name, value in difference.key)), None
    )


def _column(difference: ValueDifference, state: State) -> list[object] | None:
    """The values of the column in all rows; None where there is no such column."""
    table = state.schema.tables.get(difference.table)
    if table is None or difference.column is None or table.column(difference.column) is None:
        return None
    return [row.get(difference.column) for row in state.rows.get(difference.table, [])]
