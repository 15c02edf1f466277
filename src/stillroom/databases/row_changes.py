"""Whether the rows of a database survived a step: none lost, none added, no value changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from stillroom.databases.base import Row, State, Value
from stillroom.schema.model import Schema


@dataclass(frozen=True)
class RowChange:
    """What happened to the rows of one table. ``kind`` is lost, added, changed or renumbered."""

    kind: str
    table: str
    count: int
    column: str | None = None
    before: Value = None
    after: Value = None


def changes(before: State, after: State, expected: Schema) -> list[RowChange]:
    """Compare the rows of every table of *expected* that was there before, over the old columns."""
    found = []
    for name, table in expected.tables.items():
        old = before.schema.tables.get(name)
        if old is None or name not in after.rows:
            continue
        columns = [column for column in table.column_names if column in old.column_names]
        key = tuple(old.primary_key.columns) if old.primary_key else ()
        found += _table(name, before.rows.get(name, []), after.rows[name], columns, key)
    return found


def _table(
    table: str,
    before: Iterable[Row],
    after: Iterable[Row],
    columns: list[str],
    key: tuple[str, ...],
) -> list[RowChange]:
    lost = [_projected(row, columns) for row in before]
    added = []
    for row in after:
        projected = _projected(row, columns)
        if projected in lost:
            lost.remove(projected)
        else:
            added.append(projected)
    if len(lost) == len(added) and lost:
        return [_changed(table, lost, added, columns, key)]
    found = [RowChange("lost", table, len(lost) - len(added))] if len(lost) > len(added) else []
    return found or ([RowChange("added", table, len(added) - len(lost))] if added else [])


_Typed = tuple[tuple[str, Value], ...]


def _projected(row: Row, columns: list[str]) -> _Typed:
    """The values with their kinds: 1 and 1.0 and '1' are three different values."""
    return tuple((type(row[column]).__name__, row[column]) for column in columns)


def _changed(
    table: str, lost: list[_Typed], added: list[_Typed], columns: list[str], key: tuple[str, ...]
) -> RowChange:
    """Say what changed in the first row that is not as it was."""
    places = [at for at, column in enumerate(columns) if column in key]
    first = lost[0]
    partner = next((row for row in added if all(row[at] == first[at] for at in places)), None)
    if partner is None or not places:
        others = [at for at in range(len(columns)) if at not in places]
        same = next((row for row in added if all(row[at] == first[at] for at in others)), None)
        if same is not None and places:
            at = next(at for at in places if same[at] != first[at])
            return RowChange("renumbered", table, len(lost), columns[at], first[at][1], same[at][1])
        return RowChange("lost", table, len(lost))
    at = next(at for at in range(len(columns)) if partner[at] != first[at])
    return RowChange("changed", table, len(lost), columns[at], first[at][1], partner[at][1])
