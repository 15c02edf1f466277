"""Wrong revisions: an operation of ``upgrade()`` or ``downgrade()`` left out, or another one."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

from stillroom.authoring.proving.columns import (
    COLUMN_CALLS,
    column_changes,
    other_default,
    type_changes,
)
from stillroom.authoring.proving.constraints import CONSTRAINT_CALLS, constraint_changes
from stillroom.authoring.proving.source import (
    Change,
    Source,
    arguments,
    called,
    keyword,
    quoted,
    text_node,
    text_of,
)
from stillroom.authoring.proving.sql_text import statement_changes

_LONGEST_LABEL = 70  # characters
_OTHER_METHODS = {
    "partition": "rpartition", "rpartition": "partition", "split": "rsplit", "rsplit": "split",
    "upper": "lower", "lower": "upper", "strip": "upper",
}  # fmt: skip
_ALTERED = ("nullable", "type_", "server_default", "new_column_name")


def function_changes(source: Source, function: ast.FunctionDef) -> Iterator[Change]:
    """Yield the changes of a function of a revision, but for those of the values that it leaves."""
    if any(_is_operation(node) for node in ast.walk(function)):
        yield emptied(source, function)
    yield from _block(source, function.body, "")


def emptied(source: Source, function: ast.FunctionDef) -> Change:
    """Return the change after which *function* does nothing."""
    body = _without_docstring(function)
    nothing = replace(source.instead(body[0], "pass"), end=source.end(body[-1]))
    return Change("emptied", (nothing,), empties=True)


def _without_docstring(function: ast.FunctionDef) -> Sequence[ast.stmt]:
    first = function.body[0]
    has_one = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return function.body[1:] if has_one and len(function.body) > 1 else function.body


def _is_operation(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)


def _block(source: Source, body: Sequence[ast.stmt], table: str) -> Iterator[Change]:
    """Yield the changes of the statements of *body*, which works on *table*, if that is known."""
    for statement in body:
        match statement:
            case ast.Expr(value=ast.Call() as call):
                label = _operation_label(call, table)
                yield Change(f"{label} left out", (source.instead(statement, "pass"),))
                yield from _call_changes(source, call, table)
            case ast.With():
                yield from _block(source, statement.body, _batch_table(statement) or table)
            case ast.For() | ast.If() | ast.While():
                head = statement.iter if isinstance(statement, ast.For) else statement.test
                yield from _value_changes(source, head)
                yield from _block(source, [*statement.body, *statement.orelse], table)
            case _:
                yield from _value_changes(source, statement)


def _batch_table(statement: ast.With) -> str | None:
    for item in statement.items:
        match item.context_expr:
            case ast.Call(args=[first, *_]):
                return text_of(first)
    return None


def _operation_label(call: ast.Call, table: str) -> str:
    """Return the name of an operation, and what it works on: ``add_column users.email``."""
    name = called(call) or "call"
    texts = [word for item in call.args if (word := _label_of(item))]
    if name == "execute":
        sql = " ".join(texts[0].split()) if texts else ""
        short = sql if len(sql) <= _LONGEST_LABEL else sql[: _LONGEST_LABEL - 1] + "…"
        return f"execute {short}".rstrip()
    if name == "create_table":
        texts = texts[:1]
    words = [table, *texts] if table else texts
    return " ".join([name, ".".join(words[:2]), *words[2:]]).rstrip()


def _label_of(item: ast.expr) -> str | None:
    match item:
        case ast.Call(args=[first, *_]) if called(item) in COLUMN_CALLS:
            return text_of(first)
    return text_of(item)


def _call_changes(source: Source, call: ast.Call, table: str) -> Iterator[Change]:
    name = called(call)
    if name in ("create_table", "add_column", "add_columns"):
        yield from _table_changes(source, call, table)
    elif name in CONSTRAINT_CALLS:
        for change in constraint_changes(source, call):
            yield replace(change, words=f"{_operation_label(call, table)}: {change.words}")
    elif name == "alter_column":
        for change in _altered(source, call):
            yield replace(change, words=f"{_operation_label(call, table)}: {change.words}")
    elif name == "bulk_insert":
        yield from _fewer_rows(source, call, table)
    else:
        yield from _value_changes(source, call)


def _table_changes(source: Source, call: ast.Call, table: str) -> Iterator[Change]:
    """Yield the changes of the columns and constraints in ``create_table`` or ``add_column``."""
    table = next((word for item in call.args if (word := text_of(item))), table)
    yield from element_changes(source, call.args, arguments(call), table, called(call))


def element_changes(
    source: Source,
    elements: Sequence[ast.expr],
    items: Sequence[ast.expr | ast.keyword],
    table: str,
    holder: str,
) -> Iterator[Change]:
    """Yield the changes of *elements*, columns and constraints of *table*, which stand among *items*."""
    siblings = [word for item in elements if called(item) == "Column" and (word := _label_of(item))]
    for item in elements:
        if not isinstance(item, ast.Call):
            continue
        name = called(item)
        if name in COLUMN_CALLS:
            label = f"{table}.{_label_of(item)}"
            changes = column_changes(source, item)
        elif name in CONSTRAINT_CALLS:
            label = f"{table}: {constraint_label(item)}"
            changes = constraint_changes(source, item, siblings)
        else:
            continue
        if holder == "create_table":
            yield Change(f"{label} left out", (source.without(list(items), item),))
        for change in changes:
            yield replace(change, words=f"{label}: {change.words}")


def constraint_label(call: ast.Call) -> str:
    """Return what kind of constraint it is, and its texts: ``UniqueConstraint user_id number``."""
    texts = [
        word
        for item in call.args
        for each in (item.elts if isinstance(item, ast.List | ast.Tuple) else [item])
        if (word := text_of(each))
    ]
    return " ".join([called(call), *texts])


def _altered(source: Source, call: ast.Call) -> Iterator[Change]:
    """Yield the changes of ``alter_column``: one thing that it alters left out, or another one."""
    there = [item for name in _ALTERED if (item := keyword(call, name)) is not None]
    for item in there:
        if len(there) > 1:
            yield Change(f"{item.arg} left out", (source.without(arguments(call), item),))
    if (type_ := keyword(call, "type_")) is not None:
        yield from type_changes(source, type_.value)
    if (default := keyword(call, "server_default")) is not None:
        yield from other_default(source, default)


def _fewer_rows(source: Source, call: ast.Call, table: str) -> Iterator[Change]:
    for item in call.args:
        if isinstance(item, ast.List) and len(item.elts) > 1:
            edit = source.without(item.elts, item.elts[-1])
            yield Change(f"{_operation_label(call, table)}: without its last row", (edit,))


def _value_changes(source: Source, node: ast.AST) -> Iterator[Change]:
    """Yield the changes of SQL, and of the ways in which Python makes a value."""
    for inner in ast.walk(node):
        match inner:
            case ast.Call(func=ast.Attribute(attr=name, end_lineno=int())) if called(inner) in (
                "execute",
                "text",
            ):
                yield from _sql_changes(source, inner)
            case ast.Call(func=ast.Attribute(attr=name) as method) if name in _OTHER_METHODS:
                other = _OTHER_METHODS[name]
                edit = source.instead(method, f"{source.of(method.value)}.{other}")
                yield Change(f"{name}() becomes {other}()", (edit,))
            case ast.BoolOp(op=ast.Or(), values=[first, ast.Constant(value=None)]):
                yield Change(
                    f"{source.of(inner)} without None",
                    (source.instead(inner, source.of(first)),),
                )
            case ast.IfExp(body=first, orelse=other):
                for side in (first, other):
                    edit = source.instead(inner, f"({source.of(side)})")
                    yield Change(f"{source.of(inner)} is always {source.of(side)}", (edit,))


def _sql_changes(source: Source, call: ast.Call) -> Iterator[Change]:
    node = text_node(call.args[0]) if call.args else None
    if node is None or (called(call) == "execute" and called(call.args[0]) == "text"):
        return  # the call of text() is met by itself
    sql = " ".join(str(node.value).split())
    for other in statement_changes(sql):
        words = f"{sql} becomes {other}"
        yield Change(words, (source.instead(node, quoted(other)),))
