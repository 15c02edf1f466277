"""What failed, and does what the task does not ask for: that is said before how to do it."""

import ast
import re

from stillroom.diagnosis.context import Context, Problem
from stillroom.schema.model import Column, Table
from stillroom.submission.line_search import calls_at
from stillroom.util.text import listed

_NAME = r"[\"`\[]?(\w+)[\"`\]]?"
_ALTER = re.compile(
    rf"\s*ALTER TABLE {_NAME} ALTER COLUMN {_NAME} (SET|DROP) (NOT NULL|DEFAULT)", re.IGNORECASE
)
_INDEX = re.compile(rf"\s*CREATE (UNIQUE )?INDEX .*?\bON {_NAME} ?\(", re.IGNORECASE | re.DOTALL)
_DEFAULT = re.compile(
    rf"\s*ALTER TABLE {_NAME} ADD COLUMN {_NAME} .*\bDEFAULT\b", re.IGNORECASE | re.DOTALL
)


_OF_THE_CALL = ("batch-needed", "rows-break-constraint", "constraint-needs-name", "wrong-arguments")
"""The codes of errors that the call itself may have led to, beside what its statement says."""


def not_asked(
    code: str, statement: str | None, place: tuple[str, int] | None, context: Context
) -> str | None:
    """Return a hint that says so, where *statement*, or the call at *place*, does what no state of the task asks for.

    *code* is that of the error.
    """
    known = [schema.tables for schema in context.states.schemas.values() if schema.tables]
    calls = list(calls_at(context.source(place[0]), place[1])) if place else []
    if renamed := next(filter(None, (_renames(call, known) for call in calls)), None):
        return renamed
    calls = calls if code in _OF_THE_CALL else []
    if others := next(filter(None, (_other_columns(call, known) for call in calls)), None):
        return others
    told = {_not_asked(statement or "", calls, tables) for tables in known} - {_NOT_THERE}
    return told.pop() if len(told) == 1 else None


def no_constraint(
    code: str, place: tuple[str, int] | None, problem: Problem, context: Context
) -> str | None:
    """Return a hint that no revision has made a constraint, where one without a name is dropped."""
    tables = problem.found.schema.tables.values()
    has_any = any(table.uniques or table.checks or table.foreign_keys for table in tables)
    if code != "constraint-needs-name" or place is None or has_any:
        return None
    calls = calls_at(context.source(place[0]), place[1])
    if all(_operation(call) != "drop_constraint" for call in calls):
        return None
    return f"No revision makes a constraint that could be dropped here. {_OUT}"


def _renames(call: ast.Call, known: list[dict[str, Table]]) -> str | None:
    """A column that gets another name, and keeps its own in every state of the task."""
    is_renamed = any(word.arg in ("new_column_name", "name") for word in call.keywords)
    if _operation(call) != "alter_column" or not is_renamed:
        return None
    for name in _texts(call)[:2]:
        with_it = [table for tables in known for table in tables.values() if table.column(name)]
        table = with_it[0].name if with_it else None
        having = [tables[table] for tables in known if table and table in tables]
        if table is None or any(found.column(name) is None for found in having):
            continue
        every = [set(found.column_names) for found in having]
        added = {
            name for names in every for name in names if any(name not in other for other in every)
        }
        asked = f" It adds {listed(sorted(added))}: op.add_column() does that." if added else ""
        return f"This renames {table}.{name}, and the task leaves it as it is.{asked}"
    return None


def _other_columns(call: ast.Call, known: list[dict[str, Table]]) -> str | None:
    """A unique constraint over columns that are unique in no state, where others are."""
    if _operation(call) != "create_unique_constraint":
        return None
    lists = [node for node in _arguments(call) if isinstance(node, ast.List | ast.Tuple)]
    columns = [name for node in lists[:1] for name in _constants(node.elts)]
    tables = [table for each in known for table in each.values()]
    asked = [{part.name for part in unique.parts} for each in tables for unique in each.uniques]
    asked += [{part.name for part in index.parts} for each in tables for index in each.indexes]
    if not columns or not any(each.uniques for each in tables) or set(columns) in asked:
        return None
    return f"The task asks for no unique constraint over {listed(columns)} alone. Which columns does it name?"


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(word.value for word in call.keywords)]


def _operation(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _texts(call: ast.Call) -> list[str]:
    """The texts that *call* gets as its first arguments."""
    return _constants(call.args)


def _constants(nodes: list[ast.expr]) -> list[str]:
    return [
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


_NOT_THERE = ""


def _not_asked(text: str, calls: list[ast.Call], tables: dict[str, Table]) -> str | None:
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
    return _of_constraint(calls, tables) or _of_default(calls, tables)


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


_CONSTRAINTS = {
    "create_unique_constraint": ("uniques", "unique constraint"),
    "create_check_constraint": ("checks", "check constraint"),
    "create_foreign_key": ("foreign_keys", "foreign key"),
}
"""Operations, what of a table they make, and what that is called."""


def _of_constraint(calls: list[ast.Call], tables: dict[str, Table]) -> str | None:
    """A constraint that Alembic itself refuses, so that no statement was sent."""
    for call in calls:
        part, words = _CONSTRAINTS.get(_operation(call), ("", ""))
        if part and not any(getattr(table, part) for table in tables.values()):
            return f"The task asks for no {words}. {_OUT}"
    return None


def _of_default(calls: list[ast.Call], tables: dict[str, Table]) -> str | None:
    """A default that SQLAlchemy itself refuses, so that no statement was sent."""
    for call in calls:
        name = next(iter(_texts(call)), None)
        if not name or all(word.arg != "server_default" for word in call.keywords):
            continue
        columns = [column for table in tables.values() if (column := table.column(name))]
        if not columns:
            return _NOT_THERE
        if all(column.default is None for column in columns):
            return f"The task asks for no default of {name}. {_OUT}"
    return None
