"""Rows that are not as they were: which ones, what happened to them, and the line that did it."""

import unicodedata

from stillroom.databases.row_changes import RowChange
from stillroom.diagnosis.context import Context, Problem, finding
from stillroom.diagnosis.values import key_words, shown
from stillroom.diagnosis.writing_lines import (
    ADD_COLUMN,
    DELETE,
    DROP,
    INSERT,
    UPDATE,
    line_writing,
    replaces_column,
    writes_to,
)
from stillroom.results.finding import Finding
from stillroom.util.text import clean, counted, excerpts

_HOW = {
    "lost": ((DELETE, INSERT, DROP),
             "Keep the rows that are there. DELETE, DROP TABLE and a copy with a condition lose some."),
    "added": ((INSERT,), "A revision of the schema leaves the rows as they are."),
    "changed": ((UPDATE, INSERT, ADD_COLUMN),
                "This value stays as it is. Look for UPDATE and its WHERE, and for the order of columns in INSERT ... SELECT."),
    "renumbered": ((INSERT, UPDATE), "When rows are copied, their key is copied with them."),
}  # fmt: skip
_REPLACED = (
    "A column that is dropped loses its values, also where one of the same name is added behind it. "
    "Change the column where it is."
)


def rows(problem: Problem, context: Context) -> list[Finding]:
    """Return the finding on a table whose rows are not as they were: one that is written to, if there is one.

    Rows of another table may have gone with theirs.
    """
    revision = context.running(problem)
    written = (
        change
        for change in problem.rows
        if writes_to(context, revision, problem.function, _HOW[change.kind][0], change.table)
    )
    change = next(written, problem.rows[0])
    verbs, hint = _HOW[change.kind]
    place = line_writing(context, revision, problem.function, verbs, change.table, change.column)
    message = _sentence(change, problem)
    if change.column and replaces_column(context, revision, problem.function, change.column):
        message += (
            f" {problem.function}() of revision {revision} drops the column and adds it again."
        )
        hint = _REPLACED
    return [finding(f"rows-{change.kind}", message, hint, place)]


def _sentence(change: RowChange, problem: Problem) -> str:
    table, count = change.table, counted(change.count, "row")
    were, are = ("was", "is") if change.count == 1 else ("were", "are")
    first = "" if change.count == 1 else "the first "
    which = f": {first}with {key_words(change.key)}" if change.key else ""
    where = (
        "" if problem.before is None or problem.before.schema.tables else " in an empty database"
    )
    back = "downgrade() of " if problem.function == "downgrade" else ""
    ran = f"{back}revision {problem.revision}" if problem.revision else problem.step.command
    before, after = _both(change)
    column = f"{table}.{change.column}"
    in_row = f" in the row with {key_words(change.key)}" if change.key else ""
    return {
        "lost": f"{count} of {table} {were} in the database before {ran} and {are} gone now{which}.",
        "added": f"{count} of {table} came from {ran}{where}: the task adds none.",
        "changed": f"The rows of {table} were changed by {ran}: {column} was {before}{in_row}, and is {after} now.",
        "renumbered": f"The rows of {table} got other keys from {ran}: {column} was {before}, and is {after} now.",
    }[change.kind]  # fmt: skip


def _both(change: RowChange) -> tuple[str, str]:
    """The two values of a row, with the difference in sight."""
    before, after = shown(change.before), shown(change.after)
    if unicodedata.normalize("NFKC", before) == unicodedata.normalize("NFKC", after):
        before, after = clean(ascii(change.before)), clean(ascii(change.after))
    return excerpts(before, after)
