"""The lines of the learner's files that mention something, found in their syntax trees."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stillroom.submission.dead_code import Function
from stillroom.submission.revisions import History, RevisionFile
from stillroom.submission.source_tree import SourceFile
from stillroom.submission.table_search import parts_about


@dataclass(frozen=True)
class Declared:
    """A column that is declared or changed there, and not one that is dropped or named beside something."""

    name: str


@dataclass(frozen=True)
class OfTable:
    """A word that stands where the file speaks of one table."""

    table: str
    word: "str | tuple[str, str] | Declared"


# A name, or a name with a pattern for what else is said of it at the same place; or one of the above.
Word = str | tuple[str, str] | Declared | OfTable


def line_mentioning(file: SourceFile, word: Word, within: ast.AST | None = None) -> int | None:
    """Return the line of the first string, class or variable that is *word*, else of a string that holds it.

    *within* is the part of the file to look at; without it, all of the file.
    """
    if isinstance(word, OfTable):
        return _line_about(file, word, within)
    if isinstance(word, Declared):
        beside = set(_beside(file, within))
        named = (node for node in file.walk(within) if _is(node, word.name))
        return min((_line(node) for node in named if node not in beside), default=None)
    if isinstance(word, tuple):
        return min(_saying(file, *word, within), default=(0, None))[1]
    if exact := [node for node in file.walk(within) if _is(node, word)]:
        return min(_line(node) for node in exact)
    for pattern in (rf"\b{re.escape(word)}\b", re.escape(word)):
        if lines := list(_lines_in_texts(file, pattern, within)):
            return min(lines)
    return None


def _beside(file: SourceFile, within: ast.AST | None) -> Iterator[ast.AST]:
    """The arguments of calls that drop something, and the names of constraints."""
    for node in file.walk(within):
        match node:
            case ast.Call(func=ast.Attribute(attr=called)) if called.startswith("drop_"):
                yield from node.args
            case ast.keyword(arg="name"):
                yield node.value


def _lines_in_texts(file: SourceFile, pattern: str, within: ast.AST | None) -> Iterator[int]:
    """The line of each string with *pattern*: of a long one, the line that has it."""
    for node in file.walk(within):
        match node:
            case ast.Constant(value=str(text)) if re.search(pattern, text, re.IGNORECASE):
                written = range(node.lineno, (node.end_lineno or node.lineno) + 1)
                lines = file.lines
                has_it = (
                    line for line in written if re.search(pattern, lines[line - 1], re.IGNORECASE)
                )
                yield next(has_it, node.lineno)


def _line_about(file: SourceFile, word: OfTable, within: ast.AST | None) -> int | None:
    """The first line of a word in the parts that speak of its table."""
    parts = list(parts_about(file, word.table, within))
    if isinstance(word.word, tuple):
        sized_lines = [each for part in parts for each in _saying(file, *word.word, part)]
        return min(sized_lines, default=(0, None))[1]
    lines = [line_mentioning(file, word.word, part) for part in parts]
    return min(filter(None, lines), default=None)


def _saying(
    file: SourceFile, name: str, pattern: str, within: ast.AST | None
) -> list[tuple[int, int]]:
    """The size and the line of each call, assignment or text with *name* that has *pattern* too."""
    sized_lines: list[tuple[int, int]] = []
    for node in file.walk(within):
        match node:
            case ast.Call() | ast.Assign() | ast.AnnAssign() if any(
                _is(inner, name) for inner in file.walk(node)
            ):
                text = file.work.text_of(node)
                if re.search(pattern, text, re.IGNORECASE):
                    sized_lines.append((len(text), node.lineno))
            case ast.Constant(value=str()):
                written = file.lines[node.lineno - 1 : node.end_lineno]
                sized_lines += _lines_of_text(node.lineno, written, name, pattern)
    return sized_lines


def _lines_of_text(
    first: int, lines: Iterable[str], name: str, pattern: str
) -> Iterator[tuple[int, int]]:
    """The lines of a text with *name* and *pattern*, each with its length before it."""
    for number, line in enumerate(lines, first):
        if re.search(rf"\b{re.escape(name)}\b", line) and re.search(pattern, line, re.IGNORECASE):
            yield len(line), number


def line_calling(file: SourceFile, name: str) -> int | None:
    """Return the line outside of every function where *file* calls something of that *name*."""
    waiting: list[ast.AST] = list(file.tree.body) if file.tree else []
    lines = []
    while waiting:
        node = waiting.pop()
        file.work.spend(1)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        match node:
            case ast.Call(func=ast.Attribute(attr=called) | ast.Name(id=called)) if called == name:
                lines.append(node.lineno)
        waiting.extend(ast.iter_child_nodes(node))
    return min(lines, default=None)


def statement_at(file: SourceFile, line: int) -> ast.stmt | None:
    """Return the smallest statement at *line*, or None where there is none."""
    around = [
        node
        for node in file.walk()
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    return min(
        around, key=lambda node: (node.end_lineno or node.lineno) - node.lineno, default=None
    )


def calls_at(file: SourceFile, line: int) -> Iterator[ast.Call]:
    """Yield the calls at *line*; where a ``with`` is there, those of its block, which may run at its end."""
    smallest = statement_at(file, line)
    if smallest is None:
        return
    calls = [
        node
        for node in file.walk(smallest)
        if isinstance(node, ast.Call)
        and (
            isinstance(smallest, ast.With)
            or node.lineno <= line <= (node.end_lineno or node.lineno)
        )
    ]
    yield from sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def line_outside_functions(history: History, words: Iterable[Word]) -> tuple[str, int] | None:
    """Return the file and line where the code outside of all functions has one of *words*."""
    for word in words:
        for file in history.files:
            body = file.tree.body if file.tree else []
            loose = [node for node in body if not isinstance(node, Function)]
            if line := line_mentioning(file.file, word, ast.Module(loose, [])):
                return file.path, line
    return None


def line_in_function(
    history: History, words: Iterable[Word], function: str, order: Iterable[str] = ()
) -> tuple[str, int] | None:
    """Return the file and line where *function* of a revision has one of *words* in a string.

    *order* names the revisions to look at first; the other files follow, the last one first.
    """
    first = [file for name in order if (file := history.of(name))]
    files = [*first, *(file for file in reversed(history.files) if file not in first)]
    for word in words:
        for file in files:
            node = file.function(function)
            if node and (line := line_mentioning(file.file, word, node)):
                return file.path, line
    return None


def line_matching(history: History, pattern: str, function: str) -> tuple[RevisionFile, int] | None:
    """Return the first revision and line where *pattern* stands, in *function* if possible."""
    first: tuple[RevisionFile, int] | None = None
    for file in history.files:
        for match in re.finditer(pattern, file.file.code, re.IGNORECASE):
            line = file.file.code.count("\n", 0, match.start()) + 1
            if file.line_is_in_function(line, function):
                return file, line
            first = first or (file, line)
    return first


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
