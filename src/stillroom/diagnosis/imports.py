"""Which files of app/ run whenever a revision runs: those that the models import, and theirs."""

import ast
from collections.abc import Iterator

from stillroom.diagnosis.context import MODELS, Context
from stillroom.submission.source_tree import SourceFile

_ALWAYS = ("app/__init__.py", "app/database.py")


def imported_with_models(context: Context) -> set[str]:
    """Return the paths of the files of app/ that are imported with the models."""
    waiting, seen = [*_ALWAYS, context.models_file or MODELS], set[str]()
    while waiting:
        path = waiting.pop()
        if path in seen or path not in context.submission.files:
            continue
        seen.add(path)
        waiting += _imported(context.source(path))
    return seen


def _imported(file: SourceFile) -> Iterator[str]:
    """The paths that the imports of a file may mean."""
    package = file.path.rpartition("/")[0].replace("/", ".")
    for node in file.walk():
        match node:
            case ast.Import(names=names):
                for name in names:
                    yield from _paths(name.name)
            case ast.ImportFrom(module=module, names=names, level=level):
                above = package.split(".")[: len(package.split(".")) - level + 1] if level else []
                base = ".".join([*above, *([module] if module else [])])
                yield from _paths(base)
                for name in names:
                    yield from _paths(f"{base}.{name.name}")


def _paths(module: str) -> tuple[str, str]:
    path = module.replace(".", "/")
    return f"{path}.py", f"{path}/__init__.py"
