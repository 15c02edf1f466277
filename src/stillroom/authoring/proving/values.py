"""Wrong values: rows and values that a revision loses, makes alike, or gives to another row.

They are derived from what the revision does to rows, so it does not matter how it is written.
"""

import ast
import re
from collections.abc import Iterator

from stillroom.authoring.proving import spoiling_sql
from stillroom.authoring.proving.made_up_rows import FIRST_KEY
from stillroom.authoring.proving.source import Change, Edit, Source, quoted
from stillroom.authoring.proving.trace import Moment
from stillroom.databases.base import Row
from stillroom.schema.model import Column, Table

KNOWN_ROWS = "written for the rows with the given keys alone"
"""The words of an answer that names the rows by their keys."""


def value_changes(source: Source, function: ast.FunctionDef, moment: Moment) -> Iterator[Change]:
    """Yield the changes of the values that *function* leaves, where *moment* is what it did."""
    for table in moment.before.schema.tables.values():
        rows = moment.before.rows.get(table.name, [])
        if not rows:
            continue
        words = f"{table.name} made anew, its rows are lost"
        yield _first(source, function, words, spoiling_sql.rows_lost(table))
        for column in table.columns:
            # Nobody can make a column anew that is unique and never NULL, without values for it.
            if not _is_key(table, column) and (column.nullable or not _is_unique(table, column)):
                words = f"{table.name}.{column.name} made anew, its values are lost"
                yield _first(source, function, words, _lost(table, column))
    for table in moment.state.schema.tables.values():
        yield from _written(source, function, table, moment)


def _written(
    source: Source, function: ast.FunctionDef, table: Table, moment: Moment
) -> Iterator[Change]:
    """Yield the changes of the values that are new in *table*, or that are others than before."""
    rows = moment.state.rows.get(table.name, [])
    old = moment.before.schema.tables.get(table.name)
    if old is None and rows:
        words = f"{table.name} made anew, its rows are lost at the end"
        yield _last(source, function, words, spoiling_sql.rows_lost(table))
    for column in table.columns:
        if _is_key(table, column) or not _is_written(table, column, moment):
            continue
        label = f"{table.name}.{column.name}"
        if any(row.get(column.name) is not None for row in rows):
            words = f"{label} emptied at the end"
            yield _last(source, function, words, spoiling_sql.emptied(table, column))
            if sql := _for_known_rows(table, column, rows):
                yield _last(source, function, f"{label} {KNOWN_ROWS}", sql)
        if _differ(rows, column) and not _is_unique(table, column):
            words = f"{label} given a constant at the end"
            yield _last(source, function, words, spoiling_sql.constant(table, column))
            if sql := spoiling_sql.shifted(table, column):
                yield _last(source, function, f"{label} shifted by a row at the end", sql)


def _for_known_rows(table: Table, column: Column, rows: list[Row]) -> str:
    """The value is written where the key is one that the exercise says, and nowhere else."""
    key = table.key
    keys = [row.get(key[0]) for row in rows] if len(key) == 1 else []
    known = [number for number in keys if isinstance(number, int) and number < FIRST_KEY]
    return spoiling_sql.emptied_elsewhere(table, column, key[0], known) if known else ""


def _is_written(table: Table, column: Column, moment: Moment) -> bool:
    old = moment.before.schema.tables.get(table.name)
    if old is None or old.column(column.name) is None:
        return True
    sides = (moment.before.rows.get(table.name, []), moment.state.rows.get(table.name, []))
    before, after = (sorted(repr(row.get(column.name)) for row in rows) for rows in sides)
    return before != after


def _differ(rows: list[Row], column: Column) -> bool:
    return len({repr(row.get(column.name)) for row in rows}) > 1


def _is_key(table: Table, column: Column) -> bool:
    key = table.primary_key
    return (key is not None and column.name in key.columns) or column.generated is not None


def _is_unique(table: Table, column: Column) -> bool:
    indexes = (index.parts for index in table.indexes if index.unique)
    groups = [*(unique.parts for unique in table.uniques), *indexes]
    return any(part.name == column.name for parts in groups for part in parts)


def _lost(table: Table, column: Column) -> str:
    """Nothing of the old values is left; a column that takes only some values has one of them."""
    names = {part for key in table.foreign_keys for part in key.columns}
    words = {word for check in table.checks for word in re.findall(r"\w+", check.expression)}
    if column.name in names | words and not column.nullable:
        return spoiling_sql.constant(table, column)
    return spoiling_sql.emptied(table, column)


def _first(source: Source, function: ast.FunctionDef, words: str, sql: str) -> Change:
    """Return the change after which *function* begins with *sql*."""
    body = function.body
    has_words = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    if has_words:
        place = source.end(body[0])
        return Change(words, (Edit(place, place, f"\n    {_statement(source, sql)}"),))
    place = source.start(body[0])
    return Change(words, (Edit(place, place, f"{_statement(source, sql)}\n    "),))


def _last(source: Source, function: ast.FunctionDef, words: str, sql: str) -> Change:
    """Return the change after which *function* ends with *sql*."""
    place = source.end(function.body[-1])
    return Change(words, (Edit(place, place, f"\n    {_statement(source, sql)}"),))


def _statement(source: Source, sql: str) -> str:
    has_op = source.imported("alembic", "op") == []
    return f"{'' if has_op else 'from alembic import op; '}op.execute({quoted(sql)})"
