"""Where a project first does something else than the reference solution."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stillroom.authoring.proving.trace import Moment, Trace
from stillroom.databases.base import Row, State
from stillroom.schema.compare import Difference, compare


@dataclass(frozen=True)
class Unlike:
    """The first place at which a project does something else than the reference solution."""

    moment: Moment
    """The moment of the reference."""
    schema: Difference | None = None
    """The first difference of the two schemas, where they are not the same."""
    table: str = ""
    column: str = ""
    """Where the values are not the same; ``*`` where there are more or fewer rows."""
    trouble: str = ""
    """The kind of the error with which the project stops there."""


def first_unlike(reference: Trace, other: Trace, exact: Sequence[str]) -> Unlike | None:
    """Return where *other* first does something else than *reference*; None where it never does."""
    for expected, found in zip(reference.moments, other.moments, strict=False):
        if unlike := _unlike(expected, found, exact):
            return unlike
    if (reference.heads, set(reference.order)) != (other.heads, set(other.order)):
        # What one revision alone did was the same, and where it stands is not.
        return Unlike(Moment("history", "", State(), State()))
    return None


def _unlike(expected: Moment, found: Moment, exact: Sequence[str]) -> Unlike | None:
    if expected.trouble != found.trouble:
        return Unlike(expected, trouble=found.trouble or "no error")
    if differences := compare(expected.state.schema, found.state.schema, exact):
        return Unlike(expected, differences[0])
    for name, rows in expected.state.rows.items():
        if column := _other_values(rows, found.state.rows.get(name, [])):
            return Unlike(expected, table=name, column=column)
    return None if expected.revision == found.revision else Unlike(expected)


def _other_values(expected: Sequence[Row], found: Sequence[Row]) -> str:
    """Return the first column whose values differ, ``*`` for another number of rows, else nothing."""
    if Counter(map(_typed, expected)) == Counter(map(_typed, found)):
        return ""
    if len(expected) != len(found):
        return "*"
    columns = list(expected[0]) if expected else []
    for column in columns:
        sides = (Counter(repr(row.get(column)) for row in rows) for rows in (expected, found))
        if next(sides) != next(sides):
            return column
    return columns[-1] if columns else "*"  # the same values, in other rows


def _typed(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, repr(value)) for name, value in row.items()))
