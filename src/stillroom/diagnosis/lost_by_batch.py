"""What batch mode does not copy, because nothing can read it from the old table."""

import ast
import re

from stillroom.diagnosis.responsible import Responsible
from stillroom.diagnosis.way import Way
from stillroom.diagnosis.wording import Described
from stillroom.results.finding import Finding
from stillroom.schema.compare import Difference
from stillroom.schema.model import Index
from stillroom.submission.revisions import RevisionFile

_HINT = (
    "Batch mode makes the table anew from what it can read of the old one. It misses an index over an "
    "expression, a trigger, and a constraint without a name. Make it again behind the block."
)
_DROPS = re.compile(r"drop_(index|constraint)\(|\bDROP\s+(INDEX|TRIGGER)\b", re.IGNORECASE)


def lost_by_batch(described: Described, origin: Responsible, way: Way) -> Finding | None:
    """Return the finding on what the old table had, and its copy has not."""
    difference, told = described.difference, described.finding
    file = way.context.history.of(origin.revision)
    function = file.function("upgrade") if file else None
    if file is None or function is None:
        return None
    line = _batch_on(difference.table, function, file)
    code = "\n".join(file.file.lines[function.lineno - 1 : function.end_lineno])
    if line is None or _DROPS.search(code) or not _is_missed(difference, origin, code):
        return None
    message = f"{told.headline} Batch mode of revision {origin.revision} has not copied it."
    changes = {"headline": message, "hint": _HINT, "file": file.path, "line": line}
    return told.model_copy(update=changes)


def _is_missed(difference: Difference, origin: Responsible, code: str) -> bool:
    """Tell whether *difference* is about something that was there, and that batch mode may miss."""
    if difference.kind == "trigger-missing":
        made = re.search(
            rf"CREATE\s+TRIGGER\b.{{0,40}}\b{re.escape(difference.name or '')}\b",
            code,
            re.IGNORECASE | re.DOTALL,
        )
        return origin.how == "took away" or made is not None
    if origin.how != "took away":
        return False
    if difference.kind == "index-missing":
        index = difference.expected
        return isinstance(index, Index) and any(part.expression for part in index.parts)
    return difference.kind in ("unique-missing", "check-missing")


def _batch_on(table: str, function: ast.AST, file: RevisionFile) -> int | None:
    """The line where batch mode begins to change *table*."""
    for node in file.file.walk(function):
        for item in node.items if isinstance(node, ast.With) else ():
            match item.context_expr:
                case ast.Call(
                    func=ast.Attribute(attr="batch_alter_table"),
                    args=[ast.Constant(value=name), *_],
                ) if name == table:
                    return item.context_expr.lineno
    return None
