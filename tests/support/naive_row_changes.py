"""The comparison of one table's rows as simply as it can be written: each row against each other."""

from collections.abc import Sequence

from stillroom.databases.base import Row, Value
from stillroom.databases.row_changes import RowChange, RowChangeKind

Typed = tuple[tuple[str, Value], ...]


def naive_row_changes(
    table: str,
    before: Sequence[Row],
    after: Sequence[Row],
    columns: Sequence[str],
    key: Sequence[str],
) -> list[RowChange]:
    """Return what happened to the rows of *table*, looking through a list for each row."""
    lost = [_typed(row, columns) for row in before]
    added = []
    for row in after:
        if (typed := _typed(row, columns)) in lost:
            lost.remove(typed)
        else:
            added.append(typed)
    if not lost and not added:
        return []
    if len(lost) > len(added):
        return [RowChange("lost", table, len(lost) - len(added))]
    if len(added) > len(lost):
        return [RowChange("added", table, len(added) - len(lost))]
    of_key = [index for index, column in enumerate(columns) if column in key]
    beside = [index for index, column in enumerate(columns) if column not in key]
    ways: tuple[tuple[RowChangeKind, list[int], list[int]], ...] = (
        ("changed", of_key, beside),
        ("renumbered", beside, of_key),
    )
    for kind, equal, differing in ways:
        for new in added if of_key else ():
            if all(new[index] == lost[0][index] for index in equal):
                index = next(index for index in differing if new[index] != lost[0][index])
                values = lost[0][index][1], new[index][1]
                return [RowChange(kind, table, len(lost), columns[index], *values)]
    return [RowChange("lost", table, len(lost))]


def _typed(row: Row, columns: Sequence[str]) -> Typed:
    return tuple((type(row[column]).__name__, row[column]) for column in columns)
