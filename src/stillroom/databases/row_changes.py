"""Whether the rows of a database survived a step: none lost, none added, no value changed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from stillroom.databases.base import Row, State, Value
from stillroom.schema.model import Schema

RowChangeKind = Literal["lost", "added", "changed", "renumbered"]


@dataclass(frozen=True)
class RowChange:
    """What happened to the rows of one table.

    ``count`` is how many rows it happened to. ``column``, ``before`` and ``after`` are of the first
    such row, where one value of it changed.
    """

    kind: RowChangeKind
    table: str
    count: int
    column: str | None = None
    before: Value = None
    after: Value = None


def row_changes(before: State, after: State, expected: Schema) -> list[RowChange]:
    """Compare the rows of every table of *expected* that was there before, over the old columns."""
    all_changes: list[RowChange] = []
    for name, table in expected.tables.items():
        old_table = before.schema.tables.get(name)
        if old_table is None or name not in after.rows:
            continue
        old_columns = set(old_table.column_names)
        columns = [column for column in table.column_names if column in old_columns]
        key = old_table.primary_key.columns if old_table.primary_key else ()
        old_rows = [_typed(row, columns) for row in before.rows.get(name, [])]
        new_rows = [_typed(row, columns) for row in after.rows[name]]
        all_changes += _table_changes(_Layout(name, columns, key), old_rows, new_rows)
    return all_changes


_TypedRow = tuple[tuple[str, Value], ...]


def _typed(row: Row, columns: Iterable[str]) -> _TypedRow:
    """Return the values of *row* with their types: 1 and 1.0 and '1' are three different values."""
    return tuple((type(row[column]).__name__, row[column]) for column in columns)


class _Layout:
    """Where the values of a table's primary key, and the values beside it, stand in a row."""

    def __init__(self, table: str, columns: Sequence[str], key: Sequence[str]) -> None:
        self.table, self.columns = table, columns
        self.of_key = [index for index, column in enumerate(columns) if column in key]
        self.beside_key = [index for index, column in enumerate(columns) if column not in key]


def _table_changes(
    layout: _Layout, before: Sequence[_TypedRow], after: Sequence[_TypedRow]
) -> Iterator[RowChange]:
    kept = Counter(before) & Counter(after)
    lost, added = _without(before, kept), _without(after, kept)
    if len(lost) > len(added):
        yield RowChange("lost", layout.table, len(lost) - len(added))
    elif len(added) > len(lost):
        yield RowChange("added", layout.table, len(added) - len(lost))
    elif lost:
        yield _first_change(layout, lost, added)


def _without(rows: Iterable[_TypedRow], kept: Counter[_TypedRow]) -> list[_TypedRow]:
    """Return *rows* in their order, without the first ones that *kept* counts."""
    left = kept.copy()
    remaining = []
    for row in rows:
        if left[row] > 0:
            left[row] -= 1
        else:
            remaining.append(row)
    return remaining


def _first_change(
    layout: _Layout, lost: Sequence[_TypedRow], added: Sequence[_TypedRow]
) -> RowChange:
    """Say what became of the first of the rows that are not as they were."""
    if layout.of_key:
        old = lost[0]
        ways: tuple[tuple[RowChangeKind, list[int], list[int]], ...] = (
            ("changed", layout.of_key, layout.beside_key),
            ("renumbered", layout.beside_key, layout.of_key),
        )
        for kind, equal, differing in ways:
            new = next((row for row in added if all(row[i] == old[i] for i in equal)), None)
            if new is not None:
                index = next(index for index in differing if new[index] != old[index])
                column, values = layout.columns[index], (old[index][1], new[index][1])
                return RowChange(kind, layout.table, len(lost), column, *values)
    return RowChange("lost", layout.table, len(lost))
