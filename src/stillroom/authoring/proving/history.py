"""Wrong histories: a revision on another parent, a given revision that is edited."""

import ast
from collections.abc import Iterator

from stillroom.authoring.proving.source import Change, Edit, Source, quoted


def place_in_history(source: Source) -> Iterator[Change]:
    """Yield the changes of ``down_revision``: no parent, or one of several left out."""
    for node in source.tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="down_revision")], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id="down_revision"), value=ast.expr() as value):
                pass
            case _:
                continue
        match value:
            case ast.Constant(value=str(parent)):
                yield Change(f"without its parent {parent}", (source.instead(value, "None"),))
            case ast.Tuple(elts=parents) if len(parents) > 1:
                for left_out in parents:
                    others = [source.of(each) for each in parents if each is not left_out]
                    edit = source.instead(value, f"({', '.join(others)},)")
                    yield Change(f"without its parent {source.of(left_out)}", (edit,))


def given_changes(source: Source) -> Iterator[Change]:
    """Yield an edit of a given revision that has no effect on any database."""
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "downgrade":
            end = source.end(node.body[-1])
            text = f"\n    op.execute({quoted('SELECT 1')})"
            yield Change("edited, though it is frozen", (Edit(end, end, text),))
