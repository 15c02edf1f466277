"""A table, a column or an index that a statement did not find, though it existed before, or found, though it makes it."""

import re

from stillroom.diagnosis.context import Context, Problem
from stillroom.schema.model import Schema
from stillroom.submission.line_search import line_mentioning

_INDEX = "index-missing-in-database"
_CREATES_TABLE = re.compile(r"\s*CREATE TABLE (?!\W?_alembic_tmp_)", re.IGNORECASE)
_ITSELF = (
    "Read the function from its first line: an operation further up takes away what this one needs."
)
_EARLIER = "Each function finds the database as the steps before have left it. Take out what was done already."
_SWAPPED = "upgrade() makes the step, and downgrade() undoes it. Look whether the two are the wrong way round."


def was_there(
    code: str, name: str, statement: str | None, problem: Problem, context: Context
) -> tuple[str, str] | None:
    """Return a sentence on what removed *name*, which *statement* did not find, and a hint.

    None where the error has another code, or where *name* never existed.
    """
    if code not in ("no-such-table", "no-such-column", _INDEX) or not name:
        return None
    if problem.kind == "models-load" or _CREATES_TABLE.match(statement or ""):
        return None  # no revision runs; or the column is one of the table that is being made
    missing = name.strip("\"'`[]").rpartition(".")[2].casefold()
    function = f"{problem.function}()"
    if missing in _names(problem.found.schema, code):
        return f"It was there before: the same {function} took it away.", _ITSELF
    if any(missing in _names(state.schema, code) for _, state in context.timeline):
        return "It was there, and an earlier step took it away.", _EARLIER
    file = context.history.of(problem.revision)
    back = file.function("downgrade") if file and problem.kind == "upgrade" else None
    drops = "DROP" in (statement or "").upper()
    if drops and file and back and line_mentioning(file.file, missing, back):
        return "Nothing has made it yet.", _SWAPPED
    return None


def made_before(code: str, name: str, problem: Problem, context: Context) -> str | None:
    """Return a hint that names the revision which has made the table *name* before."""
    if code != "table-exists" or not name or problem.kind != "upgrade":
        return None
    made = name.strip("\"'`[]").casefold()
    for revision, state in context.timeline:
        if revision != problem.revision and made in _names(state.schema, "no-such-table"):
            return f"Revision {revision} created it, and a table is created once. What is new in it is added here: a column by op.add_column()."
    return None


def _names(schema: Schema, code: str) -> set[str]:
    if code == _INDEX:
        indexes = (index for table in schema.tables.values() for index in table.indexes)
        return {index.name.casefold() for index in indexes if index.name}
    columns = (column for table in schema.tables.values() for column in table.column_names)
    return {name.casefold() for name in (schema.tables if code == "no-such-table" else columns)}
