"""The line of a revision that writes rows: SQL in a text, a call of SQLAlchemy or Alembic, an attribute."""

import ast
import re
from collections.abc import Iterator, Sequence

from stillroom.diagnosis.context import Context
from stillroom.submission.revisions import RevisionFile

DELETE = r"\bDELETE\s+FROM\b|\bdelete\("
INSERT = (
    r"\bINSERT\s+(INTO|OR)\b|\b(bulk_)?insert\(|\.add(_all)?\(|\bCREATE\s+TABLE\b.*\bAS\s+SELECT\b"
)
UPDATE = r"\bUPDATE\b|\bupdate\(|\.values\("
DROP = r"\bDROP\s+TABLE\b|drop_table\(|drop_all\("
ADD_COLUMN = r"add_column\(|\bADD\s+COLUMN\b"
DROP_COLUMN = r"drop_column\(|\bDROP\s+COLUMN\b"

_SQL = re.compile(r"'[^']*\s[^']*'|\"[^\"]*\s[^\"]*\"")

Statement = tuple[int, str]
"""A line, and the text of the statement that stands there."""


def line_writing(
    context: Context,
    revision: str | None,
    function: str,
    verbs: Sequence[str],
    table: str,
    column: str | None = None,
) -> tuple[str, int] | None:
    """Return the file and line where *function* of *revision* writes to *column* of *table*.

    *verbs* are patterns, the likeliest first. Without such a line it is that of the function.
    """
    file = context.history.of(revision)
    if file is None:
        return None
    statements = list(_statements(file, function, column))
    names = [rf"\b{re.escape(name)}\b" for name in (table, column) if name]
    written = [names[0], rf"{names[1]}\W{{0,2}}\s*="] if column else names
    for words in (written, names, names[:1], names[1:], []):
        for verb in verbs:
            for line, text in sorted(statements):
                if _has(text, verb) and all(_has(text, word) for word in words):
                    return file.path, line
    return context.function_line(revision, function)


def writes_to(
    context: Context, revision: str | None, function: str, verbs: Sequence[str], table: str
) -> bool:
    """Tell whether a statement of *function* of *revision* has one of *verbs* and names *table*."""
    file = context.history.of(revision)
    statements = _statements(file, function, None) if file else []
    name = rf"\b{re.escape(table)}\b"
    return any(
        _has(text, name) and any(_has(text, verb) for verb in verbs) for _, text in statements
    )


def replaces_column(context: Context, revision: str | None, function: str, column: str) -> bool:
    """Tell whether *function* of *revision* drops a column of that name, and adds one."""
    file = context.history.of(revision)
    texts = [text for _, text in _statements(file, function, None)] if file else []
    return all(
        any(_has(text, verb) and _has(text, rf"\b{re.escape(column)}\b") for text in texts)
        for verb in (DROP_COLUMN, ADD_COLUMN)
    )


def texts(file: RevisionFile, function: str) -> Iterator[str]:
    """Yield the texts and the calls of *function*, and of what stands outside of both functions."""
    return (text for _, text in _statements(file, function, None))


def _has(text: str, pattern: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def _statements(file: RevisionFile, function: str, column: str | None) -> Iterator[Statement]:
    """The texts and the calls of *function*, and of what stands outside of both functions.

    An attribute that is called as *column* and gets a value is like an UPDATE.
    """
    other = {"upgrade", "downgrade"} - {function}
    for outer in file.tree.body if file.tree else ():
        if getattr(outer, "name", None) in other:
            continue
        for node in file.file.walk(outer):
            match node:
                case ast.Constant(value=str(text)):
                    yield line_of_text(file, node), text
                case ast.Call():
                    # A text with blanks in it is SQL, and found as a text.
                    yield node.lineno, _SQL.sub("''", file.file.work.text_of(node))
                case ast.Assign(targets=[ast.Attribute(attr=name)]) if name == column:
                    yield node.lineno, f"UPDATE {file.file.work.text_of(node)}"


def line_of_text(file: RevisionFile, node: ast.Constant) -> int:
    """Return the first line of a text that has a word."""
    last = node.end_lineno or node.lineno
    for line in range(node.lineno, last + 1):
        if re.search(r"\w", file.file.lines[line - 1].strip("\"'frb \n\t")):
            return line
    return node.lineno
