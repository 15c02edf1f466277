"""The learner's revision files as text: what stands where, found without running anything."""

from __future__ import annotations

import ast
import contextlib
import io
import re
import tokenize
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from stillroom.submission.dead_code import Function, reason

# Alembic takes these for places in the history, also where a revision calls itself so.
RESERVED_IDS = ("", "base", "current", "head", "heads")

# A name, or a name with a pattern for what else is said of it at the same place.
Word = str | tuple[str, str]


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

    @cached_property
    def code(self) -> str:
        """The text of the file with every comment blanked; all else is where it was."""
        lines = list(io.StringIO(self.source))
        with contextlib.suppress(tokenize.TokenError, SyntaxError, ValueError):
            for token in tokenize.generate_tokens(io.StringIO(self.source).readline):
                if token.type == tokenize.COMMENT:
                    row, column = token.start
                    text = lines[row - 1]
                    end = column + len(token.string)
                    lines[row - 1] = text[:column] + " " * len(token.string) + text[end:]
        return "".join(lines)

    def value_of(self, variable: str) -> object:
        """The literal value of a variable; None where there is none, ``...`` for other code."""
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
        return tuple(one for one in values if isinstance(one, str))

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

    def holds(self, name: str, line: int) -> bool:
        """Tell whether *line* is inside the function *name*."""
        function = self.function(name)
        return function is not None and function.lineno <= line <= (function.end_lineno or 0)

    def is_empty(self, name: str) -> bool:
        """Tell whether the function *name* does nothing: a docstring, ``pass``, ``...``, ``return``."""
        function = self.function(name)
        return function is not None and all(_does_nothing(node) for node in function.body)

    def is_double(self, name: str) -> bool:
        """Tell whether the function *name* is defined more than once: the last one counts."""
        return [node.name for node in self.functions].count(name) > 1

    def inside(self, name: str) -> tuple[str, int] | None:
        """What the function *name* stands in, where it is not at the top of the file, and its line."""
        for outer in self.tree.body if self.tree else ():
            for node in ast.walk(outer) if isinstance(outer, Function | ast.ClassDef) else ():
                if node is not outer and isinstance(node, Function) and node.name == name:
                    return holder(outer), node.lineno
        return None

    def hides_errors(self, name: str) -> int | None:
        """The line where the function *name* catches an error and goes on, or None."""
        function = self.function(name)
        for node in ast.walk(function) if function else ():
            match node:
                case ast.ExceptHandler(lineno=line) if not _raises(node):
                    return line
                case ast.Call(func=ast.Name(id="suppress") | ast.Attribute(attr="suppress")):
                    return node.lineno
        return None

    def idle(self, name: str) -> tuple[str, int] | None:
        """Why the code of the function *name* never runs, as half a sentence with its line."""
        function = self.function(name)
        return reason(function) if function else None


def holder(outer: ast.AST) -> str:
    """What a function or a class is called in a sentence."""
    match outer:
        case ast.ClassDef(name=name):
            return f"the class {name}"
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return f"{name}()"
    return "an if" if isinstance(outer, ast.If) else "a block"


def _raises(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Raise) for one in ast.walk(node))


def _does_nothing(node: ast.stmt) -> bool:
    match node:
        case ast.Pass() | ast.Return(value=None) | ast.Return(value=ast.Constant()):
            return True
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


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
        return next((one for one in self.files if revision and one.revision == revision), None)

    def outside(self, words: Iterable[Word]) -> tuple[str, int] | None:
        """The file and line where the code outside of all functions has one of *words*."""
        for word in words:
            for file in self.files:
                body = file.tree.body if file.tree else []
                loose = [node for node in body if not isinstance(node, Function)]
                if line := line_mentioning(ast.Module(loose, []), word):
                    return file.path, line
        return None

    def mentioning(
        self, words: Iterable[Word], function: str, order: Iterable[str] = ()
    ) -> tuple[str, int] | None:
        """The file and line where *function* of a revision has one of *words* in a string.

        *order* names the revisions to look at first; the other files follow, the last one first.
        """
        first = [file for name in order if (file := self.of(name))]
        files = [*first, *(file for file in reversed(self.files) if file not in first)]
        for word in words:
            for file in files:
                if (node := file.function(function)) and (line := line_mentioning(node, word)):
                    return file.path, line
        return None

    def matching(self, pattern: str, function: str) -> tuple[RevisionFile, int] | None:
        """The first revision and line where *pattern* stands, in *function* if possible."""
        found = [
            (file, file.code[: match.start()].count("\n") + 1)
            for file in self.files
            for match in re.finditer(pattern, file.code, re.IGNORECASE)
        ]
        inside = [one for one in found if one[0].holds(function, one[1])]
        return next(iter(inside or found), None)


def line_mentioning(tree: ast.AST, word: Word) -> int | None:
    """The line of the first string, name or attribute in *tree* that is or holds *word*."""
    if isinstance(word, tuple):
        return _line_saying(tree, *word)
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


def _line_saying(tree: ast.AST, name: str, said: str) -> int | None:
    """The line of the smallest call or assignment with *name* that has the pattern *said* too."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Call() | ast.Assign() | ast.AnnAssign() if any(
                _is(one, name) for one in ast.walk(node)
            ):
                text = ast.unparse(node)
                found += [(len(text), node.lineno)] if re.search(said, text, re.IGNORECASE) else []
            case ast.Constant(value=str(text)):
                for at, line in enumerate(text.splitlines()):
                    if re.search(rf"\b{re.escape(name)}\b", line) and re.search(
                        said, line, re.IGNORECASE
                    ):
                        found.append((len(line), node.lineno + at))
    return min(found)[1] if found else None


def line_calling(content: bytes, name: str) -> int | None:
    """The line outside of every function where *content* calls something of that *name*."""
    tree = parse("", content).tree
    waiting: list[ast.AST] = list(tree.body) if tree else []
    lines = []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        match node:
            case ast.Call(func=ast.Attribute(attr=called) | ast.Name(id=called)) if called == name:
                lines.append(node.lineno)
        waiting.extend(ast.iter_child_nodes(node))
    return min(lines, default=None)


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
