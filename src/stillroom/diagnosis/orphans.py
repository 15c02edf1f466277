"""Rows that refer to a row which is not there: who took it away, or which foreign key looks for it elsewhere."""

import re
from dataclasses import dataclass

from stillroom.diagnosis.context import Context, Problem
from stillroom.diagnosis.writing_lines import DELETE, DROP, INSERT, line_writing, writes_to
from stillroom.util.text import nearest

_REFERS = re.compile(r"\(refers to (\w+)\)")
_FOREIGN_KEY = r"foreign_?key|\bREFERENCES\b"
_GONE = "Here the rows go away to which others refer. Keep both, or change the child rows first."
_COMPARE = (
    "Compare the foreign key with the task: which column refers to which column, of which table? "
    "Where it is right, each child row needs its parent row."
)
_SPELLING = "Compare the name of the table with the task, letter by letter."


@dataclass(frozen=True)
class Orphans:
    """What led to rows without their parent: a place, and what can be said of it; "" where nothing more is known."""

    place: tuple[str, int] | None
    code: str = ""
    sentence: str = ""
    hint: str = ""


def orphans(problem: Problem, context: Context) -> Orphans | None:
    """Return why rows have no parent; None where *problem* says nothing of the kind."""
    match = _REFERS.search(problem.trouble.message if problem.trouble else "")
    if match is None:
        return None
    parent, revision, function = match.group(1), context.running(problem), problem.function
    places = [problem.found.schema, *context.states.schemas.values()]
    known = sorted({name for schema in places for name in schema.tables})
    makes_key = writes_to(context, revision, function, [_FOREIGN_KEY], parent)
    key = line_writing(context, revision, function, [_FOREIGN_KEY], parent)
    if parent not in known and makes_key:
        likely = nearest(parent, known)
        sentence = f"A foreign key refers to the table {parent}, which is not there."
        if likely:
            sentence += f" The nearest name is {likely}."
        return Orphans(key, "foreign-key-differs", sentence, _SPELLING)
    takes = (DELETE, INSERT, DROP) if _is_replaced(parent, context, revision) else (DELETE, DROP)
    if writes_to(context, revision, function, takes, parent):
        hint = _GONE if writes_to(context, revision, function, (DELETE, DROP), parent) else ""
        return Orphans(line_writing(context, revision, function, takes, parent), hint=hint)
    if makes_key:
        return Orphans(key, hint=_COMPARE)
    verbs = (DELETE, INSERT, DROP)
    return Orphans(line_writing(context, revision, function, verbs, parent))


def _is_replaced(table: str, context: Context, revision: str | None) -> bool:
    """Tell whether *revision* gives the name of *table* to another one, such as a copy."""
    file = context.history.of(revision)
    name = re.escape(table)
    renames = rf"rename_table\([^)]*[\"']{name}[\"']|RENAME\s+TO\s+[\"'`\[]?{name}\b"
    return bool(file and re.search(renames, file.file.code, re.IGNORECASE))
