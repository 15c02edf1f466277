"""Tables and columns that a revision makes and that are gone when it ends: temporary ones, or dropped again."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from stillroom.diagnosis.context import Context
from stillroom.diagnosis.writing_lines import ADD_COLUMN, DROP_COLUMN, line_of_text
from stillroom.submission.revisions import RevisionFile

_NAME = r"(?P<schema>\w+[\"`\]]?\.)?[\"'`\[]?(?P<name>\w+)"
_CREATED = re.compile(
    rf"(?:create_table\(|\bCREATE\s+(?P<temporary>TEMP(?:ORARY)?\s+)?(?P<what>TABLE|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?[\"'`\[]?){_NAME}",
    re.IGNORECASE,
)
_DROPPED = re.compile(
    rf"(?:drop_table\(|\bDROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?[\"'`\[]?){_NAME}", re.IGNORECASE
)
_PREFIX = re.compile(r"prefixes=\[['\"]TEMP", re.IGNORECASE)
_CALLS = ("create_table", "drop_table", "add_column", "drop_column", "downgrade")
_BACK = re.compile(r"^downgrade\(\)$")


@dataclass(frozen=True)
class Made:
    """A table or a column that upgrade() of a revision makes, or drops, at a line."""

    file: RevisionFile
    name: str
    line: int
    temporary: bool = False
    what: str = "table"
    """A table, or a view."""


def temporary_tables(context: Context) -> list[Made]:
    """Return the temporary tables that the revisions make, as far as their names are written."""
    return [made for file in context.history for made in _created(file) if made.temporary]


def dropped_again(context: Context, revision: str | None, column: str | None) -> list[Made]:
    """Return what upgrade() of *revision* makes and then drops, each at the line that drops it.

    That is every table of which it does so; or *column*, where one is named.
    """
    file = context.history.of(revision)
    if file is None:
        return []
    return [
        Made(file, made.name, dropped.line)
        for made in (_created(file) if column is None else _added(file, column))
        for dropped in (_dropped(file) if column is None else _removed(file, column))
        if dropped.name in (made.name, "") and dropped.line > made.line
    ]


def drops_column(file: RevisionFile, column: str) -> bool:
    """Tell whether upgrade() of *file* drops a column of that name."""
    return next(_removed(file, column), None) is not None


def _created(file: RevisionFile) -> Iterator[Made]:
    for line, text in _in_upgrade(file):
        for found in _CREATED.finditer(text):
            in_words = found["temporary"] or _PREFIX.search(text)
            is_temporary = bool(in_words) or _is_temporary(found["schema"])
            what = (found["what"] or "table").lower()
            yield Made(file, found["name"], line, is_temporary, what)


def _dropped(file: RevisionFile) -> Iterator[Made]:
    for line, text in _in_upgrade(file):
        for found in _DROPPED.finditer(text):
            yield Made(file, found["name"], line)
        if _BACK.search(text):
            yield Made(file, "", line)


def _added(file: RevisionFile, column: str) -> Iterator[Made]:
    return _mentioning(file, f"{ADD_COLUMN}|{_CREATED.pattern}", column)


def _removed(file: RevisionFile, column: str) -> Iterator[Made]:
    return _mentioning(file, DROP_COLUMN, column)


def _mentioning(file: RevisionFile, verb: str, column: str) -> Iterator[Made]:
    for line, text in _in_upgrade(file):
        if re.search(verb, text, re.IGNORECASE) and re.search(rf"\b{re.escape(column)}\b", text):
            yield Made(file, column, line)


def _in_upgrade(file: RevisionFile) -> list[tuple[int, str]]:
    """The texts of upgrade(), and its calls that make or drop something, in their order."""
    return sorted(_statements(file))


def _statements(file: RevisionFile) -> Iterator[tuple[int, str]]:
    function = file.function("upgrade")
    for node in file.file.walk(function) if function else ():
        match node:
            case ast.Constant(value=str(text)):
                yield line_of_text(file, node), text
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in _CALLS:
                yield node.lineno, file.file.work.text_of(node)


def _is_temporary(schema: str | None) -> bool:
    return (schema or "").strip('"`].').lower() in ("temp", "temporary")
