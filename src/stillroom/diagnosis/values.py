"""Values that are not as an exercise expects them, and what the database does with a probe."""

import re

from stillroom.databases.base import Value
from stillroom.databases.value_differences import Key, ValueDifference
from stillroom.diagnosis.context import Context, Problem, finding
from stillroom.diagnosis.short_lived import drops_column
from stillroom.diagnosis.writing_lines import (
    ADD_COLUMN,
    DELETE,
    DROP,
    INSERT,
    UPDATE,
    line_writing,
    texts,
    writes_to,
)
from stillroom.results.finding import Finding
from stillroom.schema.model import Schema, Table
from stillroom.util.text import clean, excerpts, listed

_FILL = "Read the task: from what is this column filled? A change that must keep its data copies it before anything is dropped."
_LEFT_NULL = "The task leaves it NULL in this row. Which statement here writes it?"
_OTHER = "Read the task once more: which value belongs into this row, and from where? Then look at what this line writes, and into which rows."
_BACK = "downgrade() brings the values back too, not only the columns. Copy them before anything is dropped."
_DROPPED = "A column that is dropped takes its values with it. Give the column its new name, or copy the values before the old one goes."
_GONE = "A row goes away with DELETE, with its table, or by a copy with a condition. Which statement here leaves it out?"
_NOT_WRITTEN = "A new table has no rows. Which statement copies them into it, before what they are copied from goes away?"
_EQUALS_NULL = "Nothing is equal to NULL, and nothing differs from it: such a condition holds for no row. SQL asks with IS NULL and IS NOT NULL."
_NOWHERE = " Before downgrade() ran, this text stood nowhere in the database: look at upgrade() too, which may have lost it."
_TOO_MANY = "Which statement here writes this row? The task does not ask for it."


def values(problem: Problem, context: Context) -> list[Finding]:
    """Return the finding on the first value that is wrong, or the first row that is not there."""
    difference = problem.values[0]
    hint = _hint(difference, problem, context)
    message = _sentence(difference, problem, context)
    if gone := _stood_in(difference, problem, context):
        message, hint = f"{message} It stood in {gone}, which is gone.", _DROPPED
    place = _place(difference, problem, context)
    return [finding(_CODES[difference.kind], message, hint, place)]


def _hint(difference: ValueDifference, problem: Problem, context: Context) -> str:
    """What to look for: where NULL is compared by =, that comes first."""
    revision, function = context.running(problem), problem.function
    if difference.kind == "extra":
        return _TOO_MANY
    file = context.history.of(revision)
    if file and any(_COMPARES_NULL.search(text) for text in texts(file, function)):
        return _EQUALS_NULL
    if difference.kind == "missing":
        verbs = (INSERT, UPDATE, DELETE, DROP)
        wrote = writes_to(context, revision, function, verbs, difference.table)
        older = context.befores.get(revision or "", Schema()).tables
        return _GONE if wrote or difference.table in older else _NOT_WRITTEN
    if difference.expected is None:
        return _LEFT_NULL
    if difference.found is not None and writes_to(
        context, revision, function, (UPDATE, INSERT), difference.table
    ):
        hint = _OTHER
    else:
        hint = _BACK if function == "downgrade" else _FILL
    return f"{hint}{_NOWHERE if _lost_before(difference, problem) else ''}"


_COMPARES_NULL = re.compile(
    r"\b(?:WHERE|AND|OR|WHEN|ON|NOT)\s+\(*[\w.\"`\[\]]+(?:\([^()]*\))?\s*(?:==?|!=|<>)\s*NULL\b",
    re.IGNORECASE,
)
"""A condition that compares with NULL; ``SET a = NULL`` is none."""


def _lost_before(difference: ValueDifference, problem: Problem) -> bool:
    """Tell whether a downgrade() found the text nowhere, so that it could not bring it back.

    Where it found another text, that is so only if the two are the same but for blanks or letter case.
    """
    before, text = problem.before, difference.expected
    if difference.found is not None and not _how_they_differ(text, difference.found):
        return False
    if problem.function != "downgrade" or before is None or not isinstance(text, str):
        return False
    values = (value for rows in before.rows.values() for row in rows for value in row.values())
    return not any(isinstance(value, str) and text in value for value in values)


_CODES = {"wrong": "value-wrong", "missing": "value-row-missing", "extra": "value-row-extra"}


def _sentence(difference: ValueDifference, problem: Problem, context: Context) -> str:
    state = context.states.words(problem.found.schema)
    row = f"the row of {difference.table} with {key_words(difference.key)}"
    if difference.kind == "missing":
        return f"At {state}, {row} is missing."
    if difference.kind == "extra":
        return f"At {state}, {row} is there, and the task expects no other rows."
    expected, found = excerpts(shown(difference.expected), shown(difference.found))
    column = f"{difference.table}.{difference.column}"
    how = _how_they_differ(difference.expected, difference.found)
    return f"At {state}, {column} is {found} in {row}, but {expected} was expected.{how}"


def _how_they_differ(expected: Value, found: Value) -> str:
    """A sentence on a difference that is easily overlooked."""
    if {None, ""} == {expected, found}:
        return " An empty text is not NULL."
    if not isinstance(expected, str) or not isinstance(found, str):
        return ""
    if found and expected.startswith(found) and not expected[len(found) :].isspace():
        return f" It is cut off after {len(found)} characters."
    if "".join(expected.split()) == "".join(found.split()):
        return " The two differ in spaces."
    return (
        " The two differ in upper and lower case."
        if expected.casefold() == found.casefold()
        else ""
    )


def _stood_in(difference: ValueDifference, problem: Problem, context: Context) -> str | None:
    """The column that held a value that is lost now, where that column is gone too."""
    table = problem.found.schema.tables.get(difference.table)
    if difference.expected is None or difference.found or table is None:
        return None
    held_by = {
        name
        for row in (problem.before.rows if problem.before else {}).get(difference.table, [])
        if all(row.get(name) == value for name, value in difference.key)
        for name, value in row.items()
        if value == difference.expected and name not in table.column_names
    }
    held_by = held_by or _dropped(table, problem, context)
    return f"{difference.table}.{min(held_by)}" if len(held_by) == 1 else None


def _dropped(table: Table, problem: Problem, context: Context) -> set[str]:
    """The columns of the task that the revision drops from *table*, where it writes no values."""
    file = context.history.of(context.running(problem))
    if file is None or problem.function != "upgrade" or _WRITES.search(file.file.code):
        return set()
    known = (schema.tables.get(table.name) for schema in context.states.schemas.values())
    gone = {name for each in known if each for name in each.column_names} - set(table.column_names)
    return {name for name in gone if drops_column(file, name)}


_WRITES = re.compile(r"\b(UPDATE|INSERT)\b|\.(update|insert|values|bulk_insert)\(", re.IGNORECASE)


def _place(
    difference: ValueDifference, problem: Problem, context: Context
) -> tuple[str, int] | None:
    """The line of the revision that wrote the value, or took the row away."""
    revision = context.running(problem)
    verbs = _VERBS[difference.kind]
    return line_writing(
        context, revision, problem.function, verbs, difference.table, difference.column
    )


_VERBS = {
    "wrong": (UPDATE, INSERT, ADD_COLUMN),
    "missing": (DELETE, INSERT, DROP, UPDATE),
    "extra": (INSERT, DELETE, UPDATE),
}


def key_words(key: Key) -> str:
    """Return ``id 404``, or the columns of a longer key as a sentence lists them."""
    return listed([f"{name} {shown(value)}" for name, value in key])


def shown(value: Value) -> str:
    """Return a value as a message shows it: NULL, a number, or a text in quotes."""
    return "NULL" if value is None else clean(repr(value))


def probe(problem: Problem, context: Context) -> list[Finding]:
    """Return the finding on a statement that is accepted and must not be, or the other way round."""
    tried = problem.probe
    assert tried is not None  # noqa: S101 - for the type checker: a problem of this kind has one
    state = context.states.words(problem.found.schema)
    statement = clean(tried.statement(), 200)
    if tried.outcome == "refused":
        message = f"At {state} the database accepts {tried.says}, and must refuse it."
        hint = "A rule that the database keeps is a constraint. Which one is missing, or says something else?"
    else:
        message = f"At {state} the database refuses {tried.says}, and must accept it: {clean(problem.detail, 200)}."
        hint = "What worked before the change must still work here. What stands in its way?"
    place = context.function_line(context.running(problem), problem.function)
    return [finding("probe-failed", message, hint, place, statement=statement)]
