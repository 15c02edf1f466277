"""Wrong constraints and indexes: left out, over other columns, with another direction or action."""

import ast
from collections.abc import Iterator, Sequence

from stillroom.authoring.proving.source import (
    Change,
    Edit,
    Source,
    arguments,
    called,
    keyword,
    quoted,
    text_node,
    text_of,
)
from stillroom.authoring.proving.sql_text import condition_changes

_UNIQUE = ("UniqueConstraint", "create_unique_constraint")
_INDEX = ("Index", "create_index")
_CHECK = ("CheckConstraint", "create_check_constraint")
_FOREIGN_KEY = ("ForeignKeyConstraint", "create_foreign_key")
CONSTRAINT_CALLS = (*_UNIQUE, *_INDEX, *_CHECK, *_FOREIGN_KEY, "PrimaryKeyConstraint")


def constraint_changes(
    source: Source, call: ast.Call, siblings: Sequence[str] = ()
) -> Iterator[Change]:
    """Yield the changes of one constraint or index; *siblings* are the columns of its table."""
    match called(call):
        case name if name in _FOREIGN_KEY:
            yield from foreign_key_changes(source, call)
        case name if name in _CHECK:
            yield from _conditions(source, call)
        case name if name in _UNIQUE:
            yield from _other_columns(source, call, siblings)
        case name if name in _INDEX:
            yield from _other_columns(source, call, siblings)
            yield from _directions(source, call)
            yield from _uniqueness(source, call)
            yield from _without_condition(source, call)


def foreign_key_changes(source: Source, call: ast.Call) -> Iterator[Change]:
    """Yield the changes of the actions of a foreign key."""
    for name in ("ondelete", "onupdate"):
        action = keyword(call, name)
        if action is None:
            if name == "ondelete":
                edit = source.with_argument(call, 'ondelete="CASCADE"')
                yield Change("ondelete=CASCADE added", (edit,))
            continue
        yield Change(f"{name} left out", (source.without(arguments(call), action),))
        now = text_of(action.value) or ""
        other = "CASCADE" if now.upper() == "SET NULL" else "SET NULL"
        edit = source.instead(action.value, f'"{other}"')
        yield Change(f"{name}={now} becomes {other}", (edit,))


def _conditions(source: Source, call: ast.Call) -> Iterator[Change]:
    texts = [node for item in call.args if (node := text_node(item)) is not None]
    named = [node for item in call.keywords if (node := _condition_keyword(item)) is not None]
    nodes = named or (texts[:1] if called(call) == "CheckConstraint" else texts[-1:])
    for node in nodes:
        condition = str(node.value)
        for other in condition_changes(condition):
            yield Change(f"{condition} becomes {other}", (source.instead(node, quoted(other)),))


def _condition_keyword(item: ast.keyword) -> ast.Constant | None:
    return text_node(item.value) if item.arg in ("sqltext", "condition") else None


def _columns(call: ast.Call) -> tuple[list[ast.expr], str]:
    """Return the columns of a constraint or an index, and what stands between two of them."""
    for item in (*call.args, *(item.value for item in call.keywords if item.arg == "columns")):
        if isinstance(item, ast.List | ast.Tuple):
            return list(item.elts), ", "
    texts = [item for item in call.args if text_of(item) is not None]
    return texts[1:] if called(call) == "Index" else texts, ", "


def _other_columns(source: Source, call: ast.Call, siblings: Sequence[str]) -> Iterator[Change]:
    columns, comma = _columns(call)
    if not columns:
        return
    names = " ".join(text_of(column) or "" for column in columns)
    if len(columns) > 1:
        yield Change(
            f"over {names} without the last column", (source.without(columns, columns[-1]),)
        )
        return
    other = next((name for name in siblings if name != names), None)
    if other is not None:
        end = source.end(columns[0])
        edit = Edit(end, end, f'{comma}"{other}"')
        yield Change(f"over {names} and {other}", (edit,))


def _directions(source: Source, call: ast.Call) -> Iterator[Change]:
    columns, _ = _columns(call)
    first = columns[0] if columns else None
    words = text_of(first)
    if first is None or words is None:
        return
    name, _, direction = words.partition(" ")
    if direction.strip().upper() == "DESC":
        yield Change(f"over {words} upwards", (source.instead(first, f'"{name}"'),))
    elif words.isidentifier():
        prefix = "sa." if source.imported("sqlalchemy", "sa") == [] else ""
        needed = [] if prefix else source.imported("sqlalchemy", "text")
        edit = source.instead(first, f'{prefix}text("{words} DESC")')
        yield Change(f"over {words} downwards", (edit, *needed))


def _uniqueness(source: Source, call: ast.Call) -> Iterator[Change]:
    flag = keyword(call, "unique")
    if flag is None:
        yield Change("made unique", (source.with_argument(call, "unique=True"),))
    elif isinstance(flag.value, ast.Constant):
        other = not flag.value.value
        yield Change(
            f"unique={not other} becomes {other}", (source.instead(flag.value, str(other)),)
        )


def _without_condition(source: Source, call: ast.Call) -> Iterator[Change]:
    for item in call.keywords:
        if (item.arg or "").endswith("_where"):
            yield Change(f"{item.arg} left out", (source.without(arguments(call), item),))
