"""SQL that spoils the rows or the values of a table, for every kind of database."""

import re
from collections.abc import Iterable

from stillroom.schema.model import Column, Table

_NOTHING = {
    "CHAR": "''", "TEXT": "''", "CLOB": "''", "DATETIME": "'2000-01-01 00:00:00'",
    "TIMESTAMP": "'2000-01-01 00:00:00'", "DATE": "'2000-01-01'", "TIME": "'00:00:00'",
}  # fmt: skip
"""A part of the name of a type, and a value of it that means nothing; it is 0 for all others."""


def rows_lost(table: Table) -> str:
    """No row is left."""
    return _sql("DELETE FROM", _name(table.name))


def emptied(table: Table, column: Column) -> str:
    """Every value is NULL; where that is not allowed, it is one that means nothing."""
    if column.nullable:
        return _set(table, column, "NULL")
    kind = column.type.upper()
    nothing = next((value for word, value in _NOTHING.items() if word in kind), "0")
    return _set(table, column, nothing)


def emptied_elsewhere(table: Table, column: Column, key: str, known: Iterable[int]) -> str:
    """As ``emptied``, in the rows whose *key* is none of the *known* numbers."""
    numbers = ", ".join(map(str, sorted(known)))
    return _sql(emptied(table, column), "WHERE", _name(key), "NOT IN", f"({numbers})")


def constant(table: Table, column: Column) -> str:
    """Every row has the smallest value: one that each constraint of the column takes."""
    smallest = _sql("SELECT MIN(", _name(column.name), ") AS v FROM", _name(table.name))
    # The inner query has a name of its own: not every database reads the table that it changes.
    return _set(table, column, _sql("(SELECT v FROM (", smallest, ") AS smallest)"))


def shifted(table: Table, column: Column) -> str:
    """Every row but the last has the value of the next one; empty for a key of several columns."""
    key = table.key
    if len(key) != 1:
        return ""
    where, name, number = _name(table.name), _name(column.name), _name(key[0])
    rows = _sql("SELECT", number, "AS k,", name, "AS v FROM", where)
    following = _sql(
        "(SELECT v FROM (", rows, ") AS other WHERE other.k >", f"{where}.{number}",
        "ORDER BY other.k LIMIT 1)",
    )  # fmt: skip
    newest = _sql("SELECT MAX(", number, ") AS k FROM", where)
    condition = _sql("WHERE", number, "< (SELECT k FROM (", newest, ") AS newest)")
    return _sql(_set(table, column, following), condition)


def _set(table: Table, column: Column, value: str) -> str:
    return _sql("UPDATE", _name(table.name), "SET", _name(column.name), "=", value)


def _sql(*words: str) -> str:
    return " ".join(words).replace("( ", "(").replace(" )", ")")


def _name(name: str) -> str:
    """Return *name* as SQL takes it."""
    is_plain = re.fullmatch(r"[a-z_][a-z0-9_]*", name)
    return name if is_plain else '"' + name.replace('"', '""') + '"'
