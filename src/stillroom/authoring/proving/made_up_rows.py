"""Rows that are made up for any schema, so that two programs can be told apart by what becomes of them."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from stillroom.course.fixtures import Cell
from stillroom.databases.base import RefusedRow, State, Store
from stillroom.errors import UnreadableDatabase
from stillroom.schema.model import Column, Schema, Table

FIRST_KEY = 910_000
"""The numbers of the rows begin here: above those that an author gives to rows."""
_ROWS = 3
_TEXT = re.compile(r"'((?:[^']|'')*)'")
_LENGTH = re.compile(r"\((\d+)\)")


def put_in(store: Store, state: State, stage: int) -> None:
    """Put made-up rows into every table of *state*; a row that is refused is left out.

    *stage* is a number of its own for each call on a database: no two have the same values.
    """
    for table in _in_order(state.schema):
        for index in range(_ROWS):
            number = stage * 10 + index
            plain = _row(table, state, number, index)
            for row in (plain, _listed(table, plain, index), _small(table, plain, index)):
                with suppress(RefusedRow, UnreadableDatabase):
                    store.insert(table.name, [row])
                    break
        state = store.read()


def _in_order(schema: Schema) -> Iterator[Table]:
    """Yield the tables, each behind those that its foreign keys name, as far as that can be."""
    left = dict(schema.tables)
    while left:
        free = [
            table
            for table in left.values()
            if not any(key.table in left and key.table != table.name for key in table.foreign_keys)
        ] or [next(iter(left.values()))]
        for table in free:
            yield table
            del left[table.name]


def _row(table: Table, state: State, number: int, index: int) -> dict[str, Cell | None]:
    """Return the row *number* of *table*; every second one is NULL where it may be."""
    row: dict[str, Cell | None] = {}
    key = table.key
    for column in table.columns:
        if column.generated:
            continue
        is_empty = index == 1 and column.nullable and column.name not in key
        row[column.name] = None if is_empty else _value(column, number)
    for foreign in table.foreign_keys:
        parents = state.rows.get(foreign.table, [])
        for own, target in zip(foreign.columns, foreign.targets, strict=False):
            if row.get(own) is not None:
                values = [parent[target] for parent in parents if parent.get(target) is not None]
                row[own] = _cell(values[index % len(values)]) if values else None
    return row


def _small(table: Table, plain: Mapping[str, Cell | None], index: int) -> dict[str, Cell | None]:
    """Return *plain* with the texts of ``_listed``, and small numbers: many checks have a limit."""
    row = _listed(table, plain, index)
    bound = {name for key in table.foreign_keys for name in key.columns}
    bound |= set(table.key)
    for name, value in row.items():
        if name not in bound and isinstance(value, int | float) and not isinstance(value, bool):
            row[name] = type(value)(index + 1)
    return row


def _listed(table: Table, plain: Mapping[str, Cell | None], index: int) -> dict[str, Cell | None]:
    """Return *plain* with the texts that a check constraint lists."""
    row = dict(plain)
    for check in table.checks:
        if texts := _TEXT.findall(check.expression):
            for column in table.columns:
                if re.search(rf"\b{re.escape(column.name)}\b", check.expression, re.IGNORECASE):
                    row[column.name] = texts[index % len(texts)]
    return row


def _cell(value: object) -> Cell | None:
    return value if isinstance(value, bool | int | float | str) else None


_KINDS: Mapping[str, re.Pattern[str]] = {
    "truth": re.compile("BOOL"),
    "moment": re.compile("DATETIME|TIMESTAMP"),
    "day": re.compile("DATE"),
    "hour": re.compile("TIME"),
    "whole": re.compile("INT|SERIAL"),
    "number": re.compile("NUM|DEC|FLOAT|REAL|DOUBLE"),
}


def _value(column: Column, number: int) -> Cell:
    """Return a value that no other *number* gives to *column*, where its type has so many."""
    spelled = column.type.upper()
    kind = next((kind for kind, pattern in _KINDS.items() if pattern.search(spelled)), "text")
    match kind:
        case "truth":
            return bool(number % 2)
        case "moment":
            return datetime(2001, 1, 1, 12) + timedelta(days=number)
        case "day":
            return date(2001, 1, 1) + timedelta(days=number)
        case "hour":
            return time(number % 24, number % 60)
        case "whole":
            return FIRST_KEY + number
        case "number":
            return float(number)
    length = _LENGTH.search(spelled)
    return f"w{number} made up {column.name}"[: int(length.group(1)) if length else None]
