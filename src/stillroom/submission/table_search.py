"""The parts of a learner's file that speak of one table: its model, a call with its name, its batch, its SQL."""

import ast
import re
from collections.abc import Iterator

from stillroom.submission.source_tree import SourceFile

_FIRST_ARGUMENTS = 2
"""The name of the table is the first argument of an operation, or the second one, of an index."""


def parts_about(file: SourceFile, table: str, within: ast.AST | None = None) -> Iterator[ast.AST]:
    """Yield the parts of *file*, or of *within*, that speak of *table*."""
    sql = re.compile(
        rf"\b(?:TABLE|ON|UPDATE)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?[\"'`\[]?{re.escape(table)}\b",
        re.IGNORECASE,
    )
    for node in file.walk(within):
        match node:
            case ast.ClassDef(body=body) if any(_names_table(each, table) for each in body):
                yield node
            case ast.With(items=items) if any(_takes(each.context_expr, table) for each in items):
                yield node
            case ast.Call() if _takes(node, table):
                yield node
            case ast.Constant(value=str(text)) if sql.search(text):
                yield node


def _names_table(node: ast.stmt, table: str) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name(id="__tablename__")], value=ast.Constant(value=name)):
            return bool(name == table)
    return False


def _takes(node: ast.expr, table: str) -> bool:
    """Tell whether *node* is a call that gets the name of the table among its first arguments."""
    if not isinstance(node, ast.Call):
        return False
    match node.func:
        case ast.Attribute(attr="table") | ast.Name(id="table"):
            return False  # a small description for queries, which makes nothing
    return any(
        isinstance(each, ast.Constant) and each.value == table
        for each in node.args[:_FIRST_ARGUMENTS]
    )
