"""Why a function that has code changes nothing when it is called, as far as its text tells."""

import ast
import re
from collections.abc import Callable, Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef
Reason = tuple[str, int]
"""Half a sentence, and a line."""
Walk = Callable[[ast.AST], Iterator[ast.AST]]
"""How all nodes below one are visited."""

_CHANGES = re.compile(r"(create|add|drop|alter|rename)_\w+|batch_alter_table")
_SQL = re.compile(r"\s*(CREATE|ALTER|DROP)\b", re.IGNORECASE)
_SENDS = ("execute", "exec_driver_sql", "executescript", "scalar", "scalars")


def why_nothing_runs(function: Function, walk: Walk = ast.walk) -> Reason | None:
    """Return why nothing in *function* runs, or None where its text does not tell."""
    if isinstance(function, ast.AsyncFunctionDef):
        return "is an async function, which Alembic does not await", function.lineno
    for node in _own(function):
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return "has a yield, which makes it a generator that nobody runs", node.lineno
    for statement in function.body:
        if why := _statement(statement, last=statement is function.body[-1]):
            return why
    return (
        _never_called(function, walk) or _never_sent(function, walk) or _under_an_if(function, walk)
    )


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """All that stands in *node* and in no function inside of it, in the order of the text."""
    waiting = [node]
    while waiting:
        for child in reversed(list(ast.iter_child_nodes(waiting.pop()))):
            if not isinstance(child, Function | ast.Lambda):
                waiting.append(child)
        if waiting:
            yield waiting[-1]


def _statement(node: ast.stmt, *, last: bool) -> Reason | None:
    match node:
        case ast.Return() if not last:
            return "returns before its operations", node.lineno
        case ast.Expr(value=ast.Name() | ast.Attribute()):
            return "names an operation and does not call it", node.lineno
        case ast.Expr(value=ast.GeneratorExp() | ast.Call(func=ast.Name(id="map"))):
            return "makes a generator and does not run it", node.lineno
    return None


def _never_called(function: Function, walk: Walk) -> Reason | None:
    """A function inside that nothing names."""
    used = {node.id for node in walk(function) if isinstance(node, ast.Name)}
    for node in function.body:
        if isinstance(node, Function) and node.name not in used and not node.decorator_list:
            return f"defines {node.name}() and does not call it", node.lineno
    return None


def _never_sent(function: Function, walk: Walk) -> Reason | None:
    """SQL that is written and goes nowhere."""
    calls = list(_calls(function, walk))
    written = [
        node.lineno for node in calls if _name(node) in ("text", "DDL") and _is_sql(node, walk)
    ]
    if written and not any(_changes(node, walk) or _name(node) in _SENDS for node in calls):
        return "writes SQL and does not execute it", min(written)
    return None


def _under_an_if(function: Function, walk: Walk) -> Reason | None:
    """All that would change something stands under one condition."""
    conditions = [node for node in function.body if isinstance(node, ast.If)]
    changing = [node for node in _calls(function, walk) if _changes(node, walk)]
    for node in conditions:
        body = ast.Module(node.body, [])
        inside = [call for call in _calls(body, walk) if _changes(call, walk)]
        caught = any(isinstance(inner, ast.Try) for inner in walk(body))
        if inside and len(inside) == len(changing) and not caught and not _undone(inside):
            return "has its operations under an if that is not true here", node.lineno
    return None


def _undone(calls: list[ast.Call]) -> bool:
    """Tell whether *calls* could run and leave nothing: one of them drops, and others do not."""
    drops = [_name(call).startswith("drop_") for call in calls]
    return any(drops) and not all(drops)


def _changes(call: ast.Call, walk: Walk) -> bool:
    """Tell whether *call* is an operation that cannot leave the schema as it is."""
    if _name(call) in _SENDS:
        return _is_sql(call, walk)
    always = all(word.arg not in ("if_exists", "if_not_exists") for word in call.keywords)
    return bool(always and isinstance(call.func, ast.Attribute) and _CHANGES.fullmatch(_name(call)))


def _is_sql(call: ast.Call, walk: Walk) -> bool:
    texts = (inner.value for inner in walk(call) if isinstance(inner, ast.Constant))
    return any(isinstance(text, str) and _SQL.match(text) for text in texts)


def _calls(node: ast.AST, walk: Walk) -> Iterator[ast.Call]:
    yield from (inner for inner in walk(node) if isinstance(inner, ast.Call))


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
