"""Why a function that has code changes nothing when it is called, as far as its text tells."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef
Reason = tuple[str, int]
"""Half a sentence, and a line."""
Walk = Callable[[ast.AST], Iterator[ast.AST]]
"""How all nodes below one are visited."""

_WAYS_TO_RUN = {
    "below its with block": "Indent the line: it belongs into the block.",
    "async function": "Write it without async: a revision runs line by line.",
    "yield": "Take the yield out, and let the function call its operations.",
    "collects its operations": "Call each operation where it stands.",
    "does not execute it": "op.execute() sends SQL to the database.",
    "does not call it": "A function runs where its name stands with parentheses behind it.",
}
"""What to do about a reason, by words of it."""
_CHANGES = re.compile(r"(create|add|drop|alter|rename)_\w+|batch_alter_table")
_SQL = re.compile(r"\s*(CREATE|ALTER|DROP)\b", re.IGNORECASE)
_OBJECT = re.compile(r"(Create|Drop|Add|Alter)\w*(Op|Table|Index|Column|Constraint)")
"""Classes of Alembic and SQLAlchemy whose objects are operations that have to be sent."""
_COLLECTS = ("append", "insert", "list", "tuple")
_SENDS = ("execute", "exec_driver_sql", "executescript", "scalar", "scalars")


def why_nothing_runs(
    function: Function, walk: Walk = ast.walk, others: Iterable[Function] = ()
) -> Reason | None:
    """Return why nothing in *function* runs, or None where its text does not tell.

    *others* are the functions beside it, which it may call.
    """
    if isinstance(function, ast.AsyncFunctionDef):
        return "is an async function, which Alembic does not await", function.lineno
    for node in _own(function):
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return "has a yield, which makes it a generator that nobody runs", node.lineno
    for statement in function.body:
        if why := _statement(statement, last=statement is function.body[-1]):
            return why
    return (
        _never_called(function, walk)
        or _never_awaited(function, others, walk)
        or below_the_with(function, walk)
        or _only_collected(function, walk)
        or _never_sent(function, walk)
        or _under_an_if(function, walk)
    )


def way_to_run(why: str) -> str | None:
    """Return a sentence on what lets the code run, where the reason *why* it does not tells that."""
    return next((way for words, way in _WAYS_TO_RUN.items() if words in why), None)


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


def _never_awaited(function: Function, others: Iterable[Function], walk: Walk) -> Reason | None:
    """A call that only makes a coroutine or a generator, which nobody runs."""
    inner = (node for node in function.body if isinstance(node, Function))
    beside = {node.name: node for node in (*others, *inner)}
    for node in walk(function):
        match node:
            case ast.Expr(value=ast.Call(func=ast.Name(id=name))) if name in beside:
                called = beside[name]
                if isinstance(called, ast.AsyncFunctionDef):
                    return f"calls {name}(), an async function, and does not await it", node.lineno
                if any(isinstance(below, ast.Yield | ast.YieldFrom) for below in _own(called)):
                    return (
                        f"calls {name}(), a generator because of its yield, and does not run it",
                        node.lineno,
                    )
    return None


def below_the_with(function: Function, walk: Walk) -> Reason | None:
    """Return why operations of batch mode do not run that stand behind the end of its block."""
    for block in walk(function):
        match block:
            case ast.With(
                items=[
                    ast.withitem(context_expr=ast.Call() as opened, optional_vars=ast.Name(id=name))
                ]
            ) if _name(opened) == "batch_alter_table":
                pass
            case _:
                continue
        used = [
            call.lineno
            for call in _calls(function, walk)
            if isinstance(call.func, ast.Attribute)
            and isinstance(call.func.value, ast.Name)
            and call.func.value.id == name
        ]
        end = block.end_lineno or block.lineno
        if used and all(line > end for line in used):
            return f"uses {name} below its with block, where nothing runs any more", min(used)
        if not used and all(isinstance(node, ast.Pass) for node in block.body):
            return "has a with block of batch mode without an operation", block.lineno
    return None


def _only_collected(function: Function, walk: Walk) -> Reason | None:
    """Operations that are put into a list, as functions or as objects, and that nobody calls or sends."""
    nodes = list(walk(function))
    later = [node for node in nodes if isinstance(node, ast.Lambda)]
    within = {id(call) for node in later for call in _calls(node, walk)}
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    if any(_changes(call, walk) and id(call) not in within for call in calls):
        return None
    looped = {
        node.target.id
        for node in nodes
        if isinstance(node, ast.For | ast.comprehension) and isinstance(node.target, ast.Name)
    }
    run = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    if looped & run or any(isinstance(call.func, ast.Subscript) for call in calls):
        return None
    # Whatever gets an operation as an argument may call it; a list does not.
    taken = {id(call.func) for call in calls} | {
        id(value) for call in calls if _name(call) not in _COLLECTS for value in call.args
    }
    collected = [
        int(getattr(node, "lineno", 1))
        for node in nodes
        if id(node) not in taken and _is_for_later(node, walk)
    ]
    sent = any(_name(call) in (*_SENDS, "invoke") for call in calls)
    if collected and not sent:
        return "collects its operations and does not run them", min(collected)
    return None


def _is_for_later(node: ast.AST, walk: Walk) -> bool:
    """Tell whether *node* is an operation that somebody else has to call or to send."""
    match node:
        case ast.Lambda():
            return any(_changes(call, walk) for call in _calls(node, walk))
        case ast.Call():
            return _name(node) == "partial" or bool(_OBJECT.fullmatch(_name(node)))
        case ast.Attribute(value=ast.Name(id="op"), attr=name):
            return bool(_CHANGES.fullmatch(name))
    return False


def _never_sent(function: Function, walk: Walk) -> Reason | None:
    """SQL that is written and goes nowhere."""
    calls = list(_calls(function, walk))
    written = [
        node.lineno for node in calls if _name(node) in ("text", "DDL") and _is_sql(node, walk)
    ]
    written += [
        node.lineno
        for node in walk(function)
        if isinstance(node, ast.Assign) and _is_sql(node, walk)
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


def _is_sql(node: ast.AST, walk: Walk) -> bool:
    texts = (inner.value for inner in walk(node) if isinstance(inner, ast.Constant))
    return any(isinstance(text, str) and _SQL.match(text) for text in texts)


def _calls(node: ast.AST, walk: Walk) -> Iterator[ast.Call]:
    yield from (inner for inner in walk(node) if isinstance(inner, ast.Call))


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
