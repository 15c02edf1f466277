"""The learner's revision files as text: what stands in them, found without running anything."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from stillroom.submission.dead_code import Function, below_the_with, why_nothing_runs
from stillroom.submission.source_tree import SourceFile, Sources, parse

# Alembic takes these for places in the history, also where a revision calls itself so.
RESERVED_IDS = ("", "base", "current", "head", "heads")

NOT_A_LITERAL: object = ...
"""Stands for the value of a variable to which other code than a literal is assigned."""

_ID_LINE = re.compile(
    r"^(?:revision|down_revision|depends_on)\b[^=\n]{0,100}=.{0,200}$", re.MULTILINE
)


@dataclass(frozen=True)
class RevisionFile:
    """One file of ``migrations/versions/`` as a revision."""

    file: SourceFile

    @property
    def path(self) -> str:
        """The path of the file in the project."""
        return self.file.path

    @property
    def tree(self) -> ast.Module | None:
        """The syntax tree of the file, where it has one."""
        return self.file.tree

    @cached_property
    def assigned(self) -> dict[str, tuple[object, int]]:
        """The literal values of the file's variables, with their lines."""
        values: dict[str, tuple[object, int]] = {}
        for node in self._statements:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    pass
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    pass
                case _:
                    continue
            try:
                values[name] = ast.literal_eval(value), node.lineno
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                values[name] = NOT_A_LITERAL, node.lineno
        return values

    @property
    def _statements(self) -> list[ast.stmt]:
        """The statements at the top of the file; only its ids, where it is over a limit."""
        if self.tree or not self.file.limit:
            return self.tree.body if self.tree else []
        statements: list[ast.stmt] = []
        for match in _ID_LINE.finditer(self.file.source):
            line = parse(self.path, match.group().encode("utf-8", "replace")).tree
            for node in line.body if line else ():
                node.lineno = self.file.source.count("\n", 0, match.start()) + 1
                statements.append(node)
        return statements

    def value_of(self, variable: str) -> object:
        """The literal value of a variable; None where it is not assigned, else NOT_A_LITERAL."""
        return self.assigned[variable][0] if variable in self.assigned else None

    @property
    def revision(self) -> str | None:
        """The revision id, where it is a literal."""
        value = self.value_of("revision")
        return value if isinstance(value, str) else None

    @property
    def parents(self) -> tuple[str, ...]:
        """The ids in ``down_revision``, where they are literals."""
        return self.ids_in("down_revision")

    def ids_in(self, variable: str) -> tuple[str, ...]:
        """The ids in ``down_revision`` or ``depends_on``, where they are literals."""
        value = self.value_of(variable)
        values = value if isinstance(value, (tuple, list)) else (value,)
        return tuple(value for value in values if isinstance(value, str))

    def line_of(self, variable: str) -> int:
        """The line of an assignment, or 1."""
        return self.assigned.get(variable, (None, 1))[1]

    @property
    def functions(self) -> list[Function]:
        """The functions of the file, in its order."""
        body = self.tree.body if self.tree else []
        return [node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    def function(self, name: str) -> Function | None:
        """The function *name*, or None."""
        named = [node for node in self.functions if node.name == name]
        return named[-1] if named else None

    def line_of_function(self, name: str) -> int:
        """The line of the function *name*, or 1."""
        function = self.function(name)
        return function.lineno if function else 1

    def line_is_in_function(self, line: int, name: str) -> bool:
        """Tell whether *line* is inside the function *name*."""
        function = self.function(name)
        return function is not None and function.lineno <= line <= (function.end_lineno or 0)

    def is_empty(self, name: str) -> bool:
        """Tell whether the function *name* does nothing: a docstring, ``pass``, ``...``, ``return``."""
        function = self.function(name)
        return function is not None and all(_does_nothing(node) for node in function.body)

    def decides(self, name: str) -> bool:
        """Tell whether what the function *name* does may depend on what it finds in the database.

        It does not where there is nothing but calls whose results nobody uses, one after the other.
        """
        function = self.function(name)
        if function is None:
            return bool(self.file.limit)
        return any(_uses_a_result(node) for node in self.file.walk(function))

    def is_defined_twice(self, name: str) -> bool:
        """Tell whether the function *name* is defined more than once: the last one counts."""
        return [node.name for node in self.functions].count(name) > 1

    def enclosing_of(self, name: str) -> tuple[str, int] | None:
        """The function, class or block around the function *name*, in words, and the line of *name*.

        None where *name* is at the top of the file, or nowhere.
        """
        for outer in self.tree.body if self.tree else ():
            for node in self.file.walk(outer) if isinstance(outer, Function | ast.ClassDef) else ():
                if node is not outer and isinstance(node, Function) and node.name == name:
                    return holder(outer), node.lineno
        return None

    def line_hiding_errors(self, name: str) -> int | None:
        """The line where the function *name* catches an error and goes on, or None."""
        function = self.function(name)
        for node in self.file.walk(function) if function else ():
            match node:
                case ast.ExceptHandler(lineno=line) if not self._raises(node):
                    return line
                case ast.Call(func=ast.Name(id="suppress") | ast.Attribute(attr="suppress")):
                    return node.lineno
        return None

    def why_it_never_runs(self, name: str) -> tuple[str, int] | None:
        """Why the code of the function *name* never runs, as half a sentence with its line."""
        function = self.function(name)
        return why_nothing_runs(function, self.file.walk, self.functions) if function else None

    def below_the_with(self, name: str) -> tuple[str, int] | None:
        """Operations of batch mode in the function *name* that stand below its block, in the same words."""
        function = self.function(name)
        return below_the_with(function, self.file.walk) if function else None

    def _raises(self, node: ast.AST) -> bool:
        return any(isinstance(inner, ast.Raise) for inner in self.file.walk(node))


def holder(outer: ast.AST) -> str:
    """What a function or a class is called in a sentence."""
    match outer:
        case ast.ClassDef(name=name):
            return f"the class {name}"
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return f"{name}()"
    return "an if" if isinstance(outer, ast.If) else "a block"


def _uses_a_result(node: ast.AST) -> bool:
    """Tell whether *node* is code that asks for something and goes on with the answer."""
    match node:
        case ast.If() | ast.IfExp() | ast.For() | ast.While() | ast.Try() | ast.Match():
            return True
        case ast.Call(func=ast.Attribute(attr="get_bind")):
            return True
    return isinstance(node, ast.BoolOp | ast.comprehension | ast.Subscript)


def _does_nothing(node: ast.stmt) -> bool:
    match node:
        case ast.Pass() | ast.Return(value=None) | ast.Return(value=ast.Constant()):
            return True
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


class History:
    """All revision files of a submission."""

    def __init__(self, files: Iterable[SourceFile]) -> None:
        """Take *files*, in the order of their paths."""
        self.files = [RevisionFile(file) for file in sorted(files, key=lambda file: file.path)]

    @classmethod
    def of_files(cls, files: Mapping[str, bytes]) -> History:
        """Return the history of revision files that belong to no submission: path to content."""
        return cls(Sources(files).values())

    def __iter__(self) -> Iterator[RevisionFile]:
        return iter(self.files)

    def made_twice(self) -> tuple[RevisionFile, RevisionFile] | None:
        """The first two files that have the same revision id, or None."""
        seen: dict[str, RevisionFile] = {}
        for file in self.files:
            if file.revision in seen:
                return seen[file.revision], file
            if file.revision:
                seen[file.revision] = file
        return None

    def of(self, revision: str | None) -> RevisionFile | None:
        """The file of a revision id, or None."""
        return next((file for file in self.files if revision and file.revision == revision), None)

    def upto(self, revision: str) -> set[str]:
        """Return *revision* and all revisions before it, as far as their files are here."""
        found: set[str] = set()
        waiting = [revision]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                file = self.of(name)
                waiting += file.parents if file else ()
        return found
