"""Wrong columns: the type, length, nullability, default, key or foreign key of one is another."""

import ast
from collections.abc import Iterator

from stillroom.authoring.proving.constraints import foreign_key_changes
from stillroom.authoring.proving.source import (
    Change,
    Edit,
    Source,
    arguments,
    called,
    keyword,
    text_node,
    text_of,
)

COLUMN_CALLS = ("Column", "mapped_column")
_NO_TYPES = (
    "ForeignKey", "Identity", "Computed", "Sequence", "CheckConstraint", "text", "FetchedValue",
)  # fmt: skip
_OTHER_TYPES = {
    "String": "Text", "Unicode": "Text", "VARCHAR": "Text", "Text": "Integer", "TEXT": "Integer",
    "Integer": "BigInteger", "INTEGER": "BigInteger", "BigInteger": "Integer",
    "SmallInteger": "Integer", "Boolean": "Integer", "Date": "DateTime", "DateTime": "Date",
    "Numeric": "Float", "Float": "Integer", "int": "BigInteger", "str": "Text", "bool": "Integer",
    "date": "DateTime", "datetime": "Date", "Decimal": "Float", "float": "Integer",
}  # fmt: skip
"""The type that stands in the place of one of SQLAlchemy or, in an annotation, of Python."""
_DEFAULTS = {"Date": "2000-01-01", "date": "2000-01-01", "DateTime": "2000-01-01 00:00:00"}


def column_changes(
    source: Source, call: ast.Call, annotation: ast.expr | None = None
) -> Iterator[Change]:
    """Yield the changes of one ``Column`` or ``mapped_column``; its *annotation*, where it has one."""
    type_ = _type_of(call)
    is_key = keyword(call, "primary_key") is not None
    if type_ is not None:
        yield from type_changes(source, type_)
    elif annotation is not None:
        yield from _typed(source, call, annotation)
    if not is_key:
        yield from _nullability(source, call, annotation)
        yield from _default(source, call, type_ or _python_type(annotation))
    for name in ("unique", "index", "primary_key"):
        flag = keyword(call, name)
        if flag is not None and not (is_key and annotation is not None):
            yield Change(f"{name} left out", (source.without(arguments(call), flag),))
    for item in call.args:
        if isinstance(item, ast.Call) and called(item) == "ForeignKey":
            yield Change("foreign key left out", (source.without(arguments(call), item),))
            yield from foreign_key_changes(source, item)


def type_changes(source: Source, node: ast.expr) -> Iterator[Change]:
    """Yield the changes of a type: another one, and another length."""
    name = node.func if isinstance(node, ast.Call) else node
    text = " ".join(source.of(node).split()).removeprefix("sa.")
    match name:
        case ast.Attribute(attr=attribute, value=module):
            other = _OTHER_TYPES.get(attribute, "Text")
            yield Change(
                f"{text} becomes {other}", (source.instead(node, f"{source.of(module)}.{other}()"),)
            )
        case ast.Name(id=bare):
            other = _OTHER_TYPES.get(bare, "Text")
            needed = source.imported("sqlalchemy", other)
            yield Change(f"{text} becomes {other}", (source.instead(node, f"{other}()"), *needed))
    for number in _numbers(node):
        longer = str(int(source.of(number)) + 1)
        words = text.replace(source.of(number), longer)
        yield Change(f"{text} becomes {words}", (source.instead(number, longer),))


def _numbers(node: ast.expr) -> Iterator[ast.Constant]:
    values = (
        [*node.args, *(item.value for item in node.keywords)] if isinstance(node, ast.Call) else []
    )
    for value in values:
        if isinstance(value, ast.Constant) and type(value.value) is int:
            yield value


def _type_of(call: ast.Call) -> ast.expr | None:
    """Return the argument that is the type of a column, or None."""
    if (named := keyword(call, "type_")) is not None:
        return named.value
    for item in call.args:
        if text_of(item) is None and called(item) not in _NO_TYPES:
            return item
    return None


def _typed(source: Source, call: ast.Call, annotation: ast.expr) -> Iterator[Change]:
    """Give a type to a mapped column that has it from its annotation."""
    python = _python_type(annotation)
    if not isinstance(python, ast.Name):
        return
    other = _OTHER_TYPES.get(python.id, "Text")
    where = source.start(call.args[0]) if call.args else _opening(source, call)
    text = f"{other}, " if arguments(call) else other
    needed = source.imported("sqlalchemy", other)
    yield Change(f"{python.id} becomes {other}", (Edit(where, where, text), *needed))


def _opening(source: Source, call: ast.Call) -> int:
    """Return the place behind the opening parenthesis of *call*."""
    if not arguments(call):
        return source.end(call) - 1
    return min(map(source.start, arguments(call)))


def _python_type(annotation: ast.expr | None) -> ast.expr | None:
    """Return ``int`` of ``Mapped[int | None]``."""
    match annotation:
        case ast.Subscript(slice=inner):
            return _python_type(inner)
        case ast.BinOp(left=ast.Constant(value=None), right=right):
            return _python_type(right)
        case ast.BinOp(left=left):
            return _python_type(left)
    return annotation


def allows_null(annotation: ast.expr) -> bool:
    """Tell whether ``None`` or ``Optional`` stands in *annotation*."""
    return any(
        (isinstance(node, ast.Constant) and node.value is None)
        or (isinstance(node, ast.Name) and node.id == "Optional")
        for node in ast.walk(annotation)
    )


def _nullability(source: Source, call: ast.Call, annotation: ast.expr | None) -> Iterator[Change]:
    flag = keyword(call, "nullable")
    if flag is not None:
        match flag.value:
            case ast.Constant(value=bool(value)):
                edit = source.instead(flag.value, str(not value))
                yield Change(f"nullable={value} becomes {not value}", (edit,))
        return
    now = allows_null(annotation) if annotation is not None else True
    edit = source.with_argument(call, f"nullable={not now}")
    yield Change(f"nullable={now} becomes {not now}", (edit,))


def _default(source: Source, call: ast.Call, type_: ast.expr | None) -> Iterator[Change]:
    given = keyword(call, "server_default")
    if given is None:
        name = type_.func if isinstance(type_, ast.Call) else type_
        match name:
            case ast.Attribute(attr=kind) | ast.Name(id=kind):
                value = _DEFAULTS.get(kind, "0")
            case _:
                value = "0"
        edit = source.with_argument(call, f'server_default="{value}"')
        yield Change("server_default added", (edit,))
        return
    yield from _default_changes(source, call, given)


def _default_changes(source: Source, call: ast.Call, given: ast.keyword) -> Iterator[Change]:
    """Yield the changes of a server default that is there: none, and another one."""
    yield Change("server_default left out", (source.without(arguments(call), given),))
    yield from other_default(source, given)


def other_default(source: Source, given: ast.keyword) -> Iterator[Change]:
    """Yield the change of a server default to another one, where it is a text."""
    constant = text_node(given.value)
    if constant is not None:
        value = str(constant.value)
        other = str(int(value) + 1) if value.isdigit() else _other_word(value)
        edit = source.instead(constant, f'"{other}"')
        yield Change(f"server_default becomes {other}", (edit,))


def _other_word(value: str) -> str:
    """Return a text of the same length, or one letter where *value* is empty."""
    last = "Y" if value.endswith("X") else "X"
    return value[:-1] + last
