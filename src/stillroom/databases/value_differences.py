"""Whether a table holds the rows that are expected in it, matched by the primary key."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from stillroom.databases.base import Row, Value
from stillroom.schema.model import Table

Kind = Literal["missing", "wrong", "extra"]
Key = tuple[tuple[str, Value], ...]
"""The columns of a primary key, each with its value."""


@dataclass(frozen=True)
class ValueDifference:
    """One row that is not as expected; ``column`` and the two values are told of a wrong one."""

    kind: Kind
    table: str
    key: Key
    column: str | None = None
    expected: Value = None
    found: Value = None


def value_differences(
    table: Table, expected: Sequence[Row], rows: Sequence[Row], *, only: bool
) -> list[ValueDifference]:
    """Compare *rows* of *table* with those that are *expected*, over the columns that these name.

    With *only*, a row that nobody expects is a difference too.
    """
    names = table.key
    by_key = {_key(row, names): row for row in rows}
    differences = [
        difference
        for row in expected
        for difference in _row_differences(table.name, _key(row, names), row, by_key)
    ]
    if only:
        known = {_key(row, names) for row in expected}
        extra = [key for key in by_key if key not in known]
        differences += [ValueDifference("extra", table.name, key) for key in extra]
    return differences


def _key(row: Row, names: Sequence[str]) -> Key:
    """Return the key of *row*; of a row of a table without a key, all of it."""
    return tuple((name, row.get(name)) for name in (names or sorted(row)))


def _row_differences(
    table: str, key: Key, expected: Row, rows: Mapping[Key, Row]
) -> Iterator[ValueDifference]:
    row = rows.get(key)
    if row is None:
        yield ValueDifference("missing", table, key)
        return
    for column, value in expected.items():
        if not is_same(value, row.get(column)):
            yield ValueDifference("wrong", table, key, column, value, row.get(column))


def is_same(expected: Value, found: Value) -> bool:
    """Tell whether two values are the same: 12 and 12.0 are, 12 and the text "12" are not."""
    numbers = (int, float)
    if isinstance(expected, numbers) and isinstance(found, numbers):
        return expected == found
    return type(expected) is type(found) and expected == found
