"""Wrong models: what the solution declares is left out, or is declared otherwise."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

from stillroom.authoring.proving.columns import column_changes
from stillroom.authoring.proving.constraints import CONSTRAINT_CALLS, constraint_changes
from stillroom.authoring.proving.operations import constraint_label, element_changes
from stillroom.authoring.proving.source import Change, Edit, Source, arguments, called


def completed(source: Source) -> Source:
    """Return the same models with a ``mapped_column()`` beside each bare annotation.

    What can be changed is then a call, everywhere.
    """
    bare = [
        node
        for class_ in _classes(source)
        for node in class_.body
        if isinstance(node, ast.AnnAssign) and node.value is None and _is_mapped(node.annotation)
    ]
    if not bare:
        return source
    edits = [Edit(source.end(node), source.end(node), " = mapped_column()") for node in bare]
    return Source(source.edited([*edits, *source.imported("sqlalchemy.orm", "mapped_column")]))


def model_changes(source: Source, before: Source | None) -> Iterator[Change]:
    """Yield the changes of what *source* declares and *before*, the models at the start, does not."""
    known = {ast.dump(node) for class_ in _classes(before) for node in class_.body} | {
        ast.dump(node) for node in (before.tree.body if before else ())
    }
    for class_ in _classes(source):
        new = [node for node in class_.body if ast.dump(node) not in known]
        columns = [name for node in class_.body if (name := _column_name(node))]
        for node in new:
            yield from _class_changes(source, class_.name, node, columns)
    for node in source.tree.body:
        match node:
            case ast.Assign(value=ast.Call() as call) | ast.Expr(value=ast.Call() as call):
                if called(call) == "Table" and ast.dump(node) not in known:
                    yield from _table_changes(source, call)


def _classes(source: Source | None) -> list[ast.ClassDef]:
    return [node for node in source.tree.body if isinstance(node, ast.ClassDef)] if source else []


def _is_mapped(annotation: ast.expr) -> bool:
    match annotation:
        case ast.Subscript(value=ast.Name(id="Mapped") | ast.Attribute(attr="Mapped"), slice=inner):
            # A relationship to another class is no column.
            return not any(
                isinstance(node, ast.Constant) and isinstance(node.value, str)
                for node in ast.walk(inner)
            )
    return False


def _column_name(node: ast.stmt) -> str | None:
    match node:
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.Call() as call):
            return name if called(call) == "mapped_column" else None
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
            return name if called(call) in ("mapped_column", "Column") else None
    return None


def _class_changes(
    source: Source, model: str, node: ast.stmt, columns: Sequence[str]
) -> Iterator[Change]:
    match node:
        case ast.AnnAssign(value=ast.Call() as call, annotation=annotation) if name := _column_name(
            node
        ):
            yield Change(f"{model}.{name} left out", (source.instead(node, "pass"),))
            for change in column_changes(source, call, annotation):
                yield replace(change, words=f"{model}.{name}: {change.words}")
        case ast.Assign(value=ast.Call() as call) if name := _column_name(node):
            yield Change(f"{model}.{name} left out", (source.instead(node, "pass"),))
            for change in column_changes(source, call):
                yield replace(change, words=f"{model}.{name}: {change.words}")
        case ast.Assign(targets=[ast.Name(id="__table_args__")], value=ast.Tuple() as parts):
            yield from _table_arguments(source, model, parts, columns)


def _table_arguments(
    source: Source, model: str, parts: ast.Tuple, columns: Sequence[str]
) -> Iterator[Change]:
    for item in parts.elts:
        if not isinstance(item, ast.Call) or called(item) not in CONSTRAINT_CALLS:
            continue
        label = f"{model}: {constraint_label(item)}"
        others = [source.of(other) for other in parts.elts if other is not item]
        left = "(" + "".join(f"{other}, " for other in others).rstrip() + ")"
        yield Change(f"{label} left out", (source.instead(parts, left),))
        for change in constraint_changes(source, item, columns):
            yield replace(change, words=f"{label}: {change.words}")


def _table_changes(source: Source, call: ast.Call) -> Iterator[Change]:
    first = call.args[0] if call.args else None
    name = first.value if isinstance(first, ast.Constant) else "table"
    yield from element_changes(source, call.args, arguments(call), str(name), "create_table")
