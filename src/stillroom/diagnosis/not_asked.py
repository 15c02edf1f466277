"""A statement that failed, and does what the task does not ask for: that is said before how to do it."""

import re

from stillroom.diagnosis.context import Context
from stillroom.schema.model import Column, Table

_NAME = r"[\"`\[]?(\w+)[\"`\]]?"
_ALTER = re.compile(
    rf"\s*ALTER TABLE {_NAME} ALTER COLUMN {_NAME} (SET|DROP) (NOT NULL|DEFAULT)", re.IGNORECASE
)
_INDEX = re.compile(rf"\s*CREATE (UNIQUE )?INDEX .*?\bON {_NAME} ?\(", re.IGNORECASE | re.DOTALL)
_DEFAULT = re.compile(
    rf"\s*ALTER TABLE {_NAME} ADD COLUMN {_NAME} .*\bDEFAULT\b", re.IGNORECASE | re.DOTALL
)


def not_asked(statement: str | None, line: str, context: Context) -> str | None:
    """Return a hint that says so, where *statement*, sent at *line*, does what no state of the task asks for."""
    known = [schema.tables for schema in context.states.schemas.values() if schema.tables]
    told = {_not_asked(statement or "", line, tables) for tables in known} - {_NOT_THERE}
    return told.pop() if len(told) == 1 else None


_NOT_THERE = ""


def _not_asked(text: str, line: str, tables: dict[str, Table]) -> str | None:
    """The hint as one state has it; None where it asks for that, or where nothing is known.

    A state without the column or the table has no opinion.
    """
    if match := _ALTER.match(text):
        table, name, verb, what = match.groups()
        column = tables[table].column(name) if table in tables else None
        return _of_column(table, column, verb.upper(), what.upper()) if column else _NOT_THERE
    if match := _DEFAULT.match(text):
        table, name = match.groups()
        column = tables[table].column(name) if table in tables else None
        if column is None:
            return _NOT_THERE
        if column.default is None:
            return f"The task asks for no default of {match.group(1)}.{column.name}. {_OUT}"
    if match := _INDEX.match(text):
        if match.group(2) not in tables:
            return _NOT_THERE
        table_found = tables[match.group(2)]
        if not table_found.indexes and not (match.group(1) and table_found.uniques):
            return f"The task asks for no index on {table_found.name}. {_OUT}"
    return _of_unique(line, tables)


_OUT = "Leave this out."


def _of_column(table: str, column: Column, verb: str, what: str) -> str | None:
    place = f"{table}.{column.name}"
    if what == "DEFAULT":
        is_needless = column.default is None and column.nullable
        return (
            f"The task allows NULL in {place}, so no default is needed. {_OUT}"
            if is_needless
            else None
        )
    if verb == "SET" and column.nullable:
        return f"The task allows NULL in {place}. {_OUT}"
    if verb == "DROP" and not column.nullable:
        return f"{place} is NOT NULL in the task, and stays so. {_OUT}"
    return None


def _of_unique(line: str, tables: dict[str, Table]) -> str | None:
    """A constraint that Alembic itself refuses, so that no statement was sent."""
    if "create_unique_constraint" in line and not any(table.uniques for table in tables.values()):
        return f"The task asks for no unique constraint. {_OUT}"
    return None
