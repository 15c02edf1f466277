"""The learner's revision files as text: what stands where, found without running anything."""

import ast
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class RevisionFile:
    """One file of ``migrations/versions/``, parsed if it can be."""

    path: str
    source: str
    tree: ast.Module | None

    @cached_property
    def assigned(self) -> dict[str, tuple[object, int]]:
        """The literal values of the file's variables, with their lines."""
        found: dict[str, tuple[object, int]] = {}
        for node in self.tree.body if self.tree else []:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    pass
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    pass
                case _:
                    continue
            try:
                found[name] = ast.literal_eval(value), node.lineno
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                found[name] = ..., node.lineno
        return found

    @property
    def revision(self) -> str | None:
        """The revision id, where it is a literal."""
        value = self.assigned.get("revision", (None, 0))[0]
        return value if isinstance(value, str) else None

    @property
    def parents(self) -> tuple[str, ...]:
        """The ids in ``down_revision``, where they are literals."""
        value = self.assigned.get("down_revision", (None, 0))[0]
        values = value if isinstance(value, (tuple, list)) else (value,)
        return tuple(one for one in values if isinstance(one, str))

    def line_of(self, variable: str) -> int:
        """The line of an assignment, or 1."""
        return self.assigned.get(variable, (None, 1))[1]

    def function(self, name: str) -> ast.FunctionDef | None:
        """The function *name*, or None."""
        body = self.tree.body if self.tree else []
        named = [node for node in body if isinstance(node, ast.FunctionDef) and node.name == name]
        return named[-1] if named else None

    def is_empty(self, name: str) -> bool:
        """Tell whether the function *name* does nothing: a docstring, ``pass``, ``...``, ``return``."""
        function = self.function(name)
        return function is not None and all(_does_nothing(node) for node in function.body)


def _does_nothing(node: ast.stmt) -> bool:
    nothing = isinstance(node, ast.Pass) or (isinstance(node, ast.Return) and node.value is None)
    return nothing or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def parse(path: str, content: bytes) -> RevisionFile:
    """Parse one file; a file that does not parse has no tree."""
    source = content.decode("utf-8-sig", "replace")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        tree = None
    return RevisionFile(path, source, tree)


class History:
    """All revision files of a submission."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Parse *files*: path to content."""
        self.files = [parse(path, content) for path, content in sorted(files.items())]

    def __iter__(self) -> Iterator[RevisionFile]:
        return iter(self.files)

    def of(self, revision: str | None) -> RevisionFile | None:
        """The file of a revision id, or None."""
        return next((one for one in self.files if revision and one.revision == revision), None)

    def mentioning(self, words: list[str], function: str) -> tuple[str, int] | None:
        """The last file and line where *function* of a revision has one of *words* in a string."""
        for word in words:
            for file in reversed(self.files):
                if (node := file.function(function)) and (line := line_mentioning(node, word)):
                    return file.path, line
        return None


def line_mentioning(tree: ast.AST, word: str) -> int | None:
    """The line of the first string, name or attribute in *tree* that is or holds *word*."""
    exact = [node for node in ast.walk(tree) if _is(node, word)]
    if exact:
        return min(_line(node) for node in exact)
    holding = [
        node.lineno + node.value[: node.value.casefold().index(word.casefold())].count("\n")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and word.casefold() in node.value.casefold()
    ]
    return min(holding) if holding else None


def _is(node: ast.AST, word: str) -> bool:
    match node:
        case ast.Constant(value=value):
            return bool(value == word)
        case ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
            return name == word
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name == word
    return False


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 1))
