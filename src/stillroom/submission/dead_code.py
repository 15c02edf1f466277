"""Why a function that has code changes nothing when it is called, as far as its text tells."""

import ast
import re
from collections.abc import Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef
Reason = tuple[str, int]
"""Half a sentence, and a line."""

_CHANGES = re.compile(r"(create|add|drop|alter|rename)_\w+|batch_alter_table")
_SQL = re.compile(r"\s*(CREATE|ALTER|DROP)\b", re.IGNORECASE)
_SENDS = ("execute", "exec_driver_sql", "executescript", "scalar", "scalars")


def reason(function: Function) -> Reason | None:
    """Return why nothing in *function* runs, or None where its text does not tell."""
    if isinstance(function, ast.AsyncFunctionDef):
        return "is an async function, which Alembic does not await", function.lineno
    for node in _own(function):
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return "has a yield, which makes it a generator that nobody runs", node.lineno
    for at, node in enumerate(function.body):
        if found := _statement(node, last=at + 1 == len(function.body)):
            return found
    return _never_called(function) or _never_sent(function) or _under_an_if(function)


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """All that stands in *node* and in no function inside of it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Function | ast.Lambda):
            yield child
            yield from _own(child)


def _statement(node: ast.stmt, *, last: bool) -> Reason | None:
    match node:
        case ast.Return() if not last:
            return "returns before its operations", node.lineno
        case ast.Expr(value=ast.Name() | ast.Attribute()):
            return "names an operation and does not call it", node.lineno
        case ast.Expr(value=ast.GeneratorExp() | ast.Call(func=ast.Name(id="map"))):
            return "makes a generator and does not run it", node.lineno
    return None


def _never_called(function: Function) -> Reason | None:
    """A function inside that nothing names."""
    used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    for node in function.body:
        if isinstance(node, Function) and node.name not in used and not node.decorator_list:
            return f"defines {node.name}() and does not call it", node.lineno
    return None


def _never_sent(function: Function) -> Reason | None:
    """SQL that is written and goes nowhere."""
    calls = list(_calls(function))
    written = [node.lineno for node in calls if _name(node) in ("text", "DDL") and _is_sql(node)]
    if written and not any(_changes(node) or _name(node) in _SENDS for node in calls):
        return "writes SQL and does not execute it", min(written)
    return None


def _under_an_if(function: Function) -> Reason | None:
    """All that would change something stands under one condition."""
    conditions = [node for node in function.body if isinstance(node, ast.If)]
    changing = [node for node in _calls(function) if _changes(node)]
    for node in conditions:
        body = ast.Module(node.body, [])
        inside = [one for one in _calls(body) if _changes(one)]
        caught = any(isinstance(one, ast.Try) for one in ast.walk(body))
        if inside and len(inside) == len(changing) and not caught and not _undone(inside):
            return "has its operations under an if that is not true here", node.lineno
    return None


def _undone(calls: list[ast.Call]) -> bool:
    """Tell whether *calls* could run and leave nothing: one of them drops, and others do not."""
    drops = [_name(call).startswith("drop_") for call in calls]
    return any(drops) and not all(drops)


def _changes(call: ast.Call) -> bool:
    """Tell whether *call* is an operation that cannot leave the schema as it is."""
    if _name(call) in _SENDS:
        return _is_sql(call)
    always = all(word.arg not in ("if_exists", "if_not_exists") for word in call.keywords)
    return bool(always and isinstance(call.func, ast.Attribute) and _CHANGES.fullmatch(_name(call)))


def _is_sql(call: ast.Call) -> bool:
    texts = (one.value for one in ast.walk(call) if isinstance(one, ast.Constant))
    return any(isinstance(text, str) and _SQL.match(text) for text in texts)


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    yield from (one for one in ast.walk(node) if isinstance(one, ast.Call))


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
