"""The differences between two schemas that do not count, and how they are taken out of a schema."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from stillroom.schema.model import Column, Constraint, Index, Schema, Table, Unique
from stillroom.schema.sql_tokens import canonical, tokenize

TOLERANCES = {
    "column-order": "the order of columns",
    "names": "the names of constraints and indexes",
    "type-spelling": "blanks and letter case within a type",
    "key-null": "INTEGER PRIMARY KEY with or without NOT NULL",
    "default-null": "DEFAULT NULL or no default",
    "default-spelling": "two literals for the same stored default, such as 1 and '1' in an INTEGER column",
    "unique-index": "a unique constraint or a plain unique index over the same columns",
    "placement": "a constraint beside its column or for the table",
    "said-twice": "a foreign key, a check or a unique constraint that is said twice",
}
"""What the comparison lets pass unless an exercise lists the name under ``exact``: name to words."""

_AnyConstraint = TypeVar("_AnyConstraint", bound=Constraint)


def tolerate(schema: Schema, exact: frozenset[str] = frozenset()) -> Schema:
    """Return *schema* without the facts that do not count, except those named in *exact*."""
    tables = {name: _tolerate_table(table, exact) for name, table in schema.tables.items()}
    return replace(schema, tables=tables)


def plain_type(spelled: str) -> str:
    """Return a type without the blanks and letter case that do not count: ``VARCHAR(50)``."""
    return canonical(tokenize(spelled)).upper().replace(", ", ",")


@lru_cache
def _tolerate_table(table: Table, exact: frozenset[str]) -> Table:
    # Kept: the same few tables are compared after each step of an exercise.
    key = table.primary_key
    number = key.columns[0] if key and key.is_row_number else None
    columns = [_tolerate_column(column, column.name == number, exact) for column in table.columns]
    if "column-order" not in exact:
        columns.sort(key=lambda column: column.name)
    if "said-twice" not in exact:
        table = _said_once(table)
    uniques, indexes = table.uniques, table.indexes
    if "unique-index" not in exact:
        plain = [index for index in indexes if _is_plain_unique(index)]
        uniques += tuple(Unique(name=index.name, parts=index.parts) for index in plain)
        indexes = tuple(index for index in indexes if not _is_plain_unique(index))
    return replace(
        table,
        columns=tuple(columns),
        primary_key=key and _tolerate_constraint(key, exact),
        uniques=tuple(_tolerate_constraint(unique, exact) for unique in uniques),
        indexes=tuple(_tolerate_constraint(index, exact) for index in indexes),
        foreign_keys=tuple(_tolerate_constraint(key, exact) for key in table.foreign_keys),
        checks=tuple(_tolerate_constraint(check, exact) for check in table.checks),
    )


def _said_once(table: Table) -> Table:
    """Return *table* without the constraints that say again what one before them says."""
    return replace(
        table,
        uniques=_each_once(table.uniques),
        foreign_keys=_each_once(table.foreign_keys),
        checks=_each_once(table.checks),
    )


def _each_once(constraints: Iterable[_AnyConstraint]) -> tuple[_AnyConstraint, ...]:
    """One of each meaning; one that has a name, if there is one."""
    once: dict[Constraint, _AnyConstraint] = {}
    for constraint in constraints:
        meaning = replace(constraint, name=None, inline=None)
        if meaning not in once or once[meaning].name is None:
            once[meaning] = constraint
    return tuple(once.values())


def _tolerate_column(column: Column, is_row_number: bool, exact: frozenset[str]) -> Column:
    default, stored = column.default, column.stored_default
    if stored == "NULL" and "default-null" not in exact:
        default = None
    elif stored is not None and "default-spelling" not in exact:
        default = stored
    return replace(
        column,
        type=column.type if "type-spelling" in exact else plain_type(column.type),
        nullable=False if is_row_number and "key-null" not in exact else column.nullable,
        default=default,
        stored_default=None,
    )


def _tolerate_constraint(constraint: _AnyConstraint, exact: frozenset[str]) -> _AnyConstraint:
    return replace(
        constraint,
        name=constraint.name if "names" in exact else None,
        inline=constraint.inline if "placement" in exact else None,
    )


def _is_plain_unique(index: Index) -> bool:
    ordinary = not any(part.expression or part.descending for part in index.parts)
    return index.unique and index.where is None and ordinary
