"""Whether the rows of a database survived a step: none lost, none added, no value changed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from stillroom.databases.base import Row, State, Value
from stillroom.databases.value_differences import Key
from stillroom.schema.model import Schema

RowChangeKind = Literal["lost", "added", "changed", "renumbered"]


@dataclass(frozen=True)
class RowChange:
    """What happened to the rows of one table.

    ``count`` is how many rows it happened to. ``key`` is that of the first such row; ``column``,
    ``before`` and ``after`` are of it, where one value of it changed.
    """

    kind: RowChangeKind
    table: str
    count: int
    column: str | None = None
    before: Value = None
    after: Value = None
    key: Key = field(default=(), compare=False)


def row_changes(before: State, after: State, expected: Schema) -> list[RowChange]:
    """Compare the rows of every table of *expected* that was there before, over the old columns."""
    all_changes: list[RowChange] = []
    for name, table in expected.tables.items():
        old_table = before.schema.tables.get(name)
        if old_table is None or name not in after.rows:
            continue
        old_columns = set(old_table.column_names)
        columns = [column for column in table.column_names if column in old_columns]
        key = old_table.key
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

    def key_of(self, row: _TypedRow) -> Key:
        """The columns of the key, each with its value."""
        return tuple((self.columns[index], row[index][1]) for index in self.of_key)


def _table_changes(
    layout: _Layout, before: Sequence[_TypedRow], after: Sequence[_TypedRow]
) -> Iterator[RowChange]:
    kept = Counter(before) & Counter(after)
    lost, added = _without(before, kept), _without(after, kept)
    if len(lost) > len(added):
        first = _first_without(lost, added, layout)
        yield RowChange("lost", layout.table, len(lost) - len(added), key=first)
    elif len(added) > len(lost):
        first = _first_without(added, lost, layout)
        yield RowChange("added", layout.table, len(added) - len(lost), key=first)
    elif lost:
        yield _first_change(layout, lost, added)


def _first_without(rows: Sequence[_TypedRow], others: Sequence[_TypedRow], layout: _Layout) -> Key:
    """The key of the first of *rows* that no row of *others* has."""
    known = {layout.key_of(row) for row in others}
    return next((layout.key_of(row) for row in rows if layout.key_of(row) not in known), ())


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
                return RowChange(kind, layout.table, len(lost), column, *values, layout.key_of(old))
    return RowChange("lost", layout.table, len(lost), key=layout.key_of(lost[0]))
