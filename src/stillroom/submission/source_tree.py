"""The Python files of a submission as syntax trees: each parsed once, within limits.

Learners' files are parsed by the grader's own process, so that what they hold must not be able to
exhaust it. A file that is nested too deeply, and files that are too large together, have no tree.
Searching the trees has a limit too, over all files of a submission: ``WorkSpent`` is raised there.
"""

import ast
import contextlib
import hashlib
import io
import re
import threading
import tokenize
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import Literal

DEEPEST = 200
"""Levels of a syntax tree, at most."""
LARGEST_TOTAL = 300_000
"""Bytes of source that are parsed for one submission; the small files come first."""
MOST_WORK = 200_000
"""Nodes of syntax trees that are visited for one submission, over all searches."""
WORDS_COST = 10
"""What writing a node as text costs, in visits of a node."""
LONGEST_NUMBER = 2048
"""Bits of an integer that is written in decimal digits; Python refuses to write very long ones."""
LARGEST_KEPT = 10_000
"""Bytes of a file whose tree is kept for the next submission that has the same file."""
MOST_KEPT = 50
"""Trees that are kept: what a course gives is the same in every submission."""

_MERGE_MARK = re.compile(rb"^(<{7}|={7}|>{7})( |\r?$)", re.MULTILINE)

Limit = Literal["deep", "large"]


class WorkSpent(Exception):
    """The syntax trees of a submission were searched as long as one submission may be."""


class Work:
    """Counts the nodes that are visited for one submission, and how many are left."""

    def __init__(self, limit: int = MOST_WORK) -> None:
        """Begin with *limit* visits."""
        self.limit = limit
        self.visited = 0

    def spend(self, visits: int) -> None:
        """Count *visits*; raises WorkSpent where that is more than the limit."""
        self.visited += visits
        if self.visited > self.limit:
            raise WorkSpent

    def walk(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield *node* and all below it, level by level, as ``ast.walk`` does; raises WorkSpent."""
        for descendant in ast.walk(node):
            self.spend(1)
            yield descendant

    def text_of(self, node: ast.AST) -> str:
        """Return *node* as Python writes it; raises WorkSpent.

        It is empty for a node that is nested so deeply that Python cannot write it.
        """
        self.spend(WORDS_COST * sum(1 for _ in self.walk(node)))
        try:
            return ast.unparse(node)
        except RecursionError:
            return ""


class LongNumber(int):
    """An integer that is written in hexadecimal digits, which has no limit."""

    def __repr__(self) -> str:
        """Return the number as Python reads it."""
        return hex(self)


@dataclass(frozen=True)
class SourceFile:
    """One file of Python, parsed if it can be."""

    path: str
    content: bytes
    tree: ast.Module | None
    trouble: str = ""
    """Why it has no tree: ``line 3: invalid syntax``."""
    limit: Limit | None = None
    """The limit of the grader's own that is the reason."""
    work: Work = field(default_factory=Work, repr=False, compare=False)

    @property
    def source(self) -> str:
        """The text of the file."""
        return self.content.decode("utf-8-sig", "replace")

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file, as Python counts them."""
        return list(io.StringIO(self.source, newline=None))

    @cached_property
    def code(self) -> str:
        """The text of the file with every comment blanked; all else is where it was.

        It is empty where the file is over a limit.
        """
        if self.limit:
            return ""
        lines = list(io.StringIO(self.source))
        with contextlib.suppress(tokenize.TokenError, SyntaxError, ValueError):
            for token in tokenize.generate_tokens(io.StringIO(self.source).readline):
                if token.type == tokenize.COMMENT:
                    row, column = token.start
                    text = lines[row - 1]
                    end = column + len(token.string)
                    lines[row - 1] = text[:column] + " " * len(token.string) + text[end:]
        return "".join(lines)

    @cached_property
    def _nodes(self) -> tuple[ast.AST, ...]:
        """All nodes of the tree, level by level."""
        return tuple(ast.walk(self.tree)) if self.tree else ()

    def walk(self, node: ast.AST | None = None) -> Iterator[ast.AST]:
        """Yield *node*, or else the whole tree, and all below it; raises WorkSpent."""
        if node is not None:
            yield from self.work.walk(node)
            return
        for descendant in self._nodes:
            self.work.spend(1)
            yield descendant


# CPython before 3.13 counts the depth of all parsers of a process in one place: where two threads
# parse at once, either may end in a SystemError (gh-106905).
_one_at_a_time = threading.Lock()


def parse(path: str, content: bytes, work: Work | None = None) -> SourceFile:
    """Parse one file; what does not parse, or is nested too deeply, has no tree."""
    work = work or Work()
    try:
        tree = _kept_tree(content) if len(content) <= LARGEST_KEPT else _tree(content)
    except SyntaxError as error:
        line, what = error.lineno or 1, error.msg or "invalid syntax"
        if mark := merge_mark(content):
            line, what = mark[0], f"it holds the marks of a Git merge ({mark[1]})"
        return SourceFile(path, content, None, f"line {line}: {what}", work=work)
    except (MemoryError, RecursionError):
        return SourceFile(path, content, None, "its code is nested too deeply", "deep", work)
    except ValueError as error:
        return SourceFile(path, content, None, str(error) or "it cannot be parsed", work=work)
    return SourceFile(path, content, tree, work=work)


def merge_mark(content: bytes) -> tuple[int, str] | None:
    """Return the line and the text of the first mark that Git left where two versions met."""
    mark = _MERGE_MARK.search(content)
    return (content[: mark.start()].count(b"\n") + 1, mark[1].decode()) if mark else None


def _tree(content: bytes) -> ast.Module:
    """Parse *content*; raises what ``ast.parse`` raises, and RecursionError for a deep tree."""
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(content)
    _look_through(tree)
    return tree


_kept_tree = lru_cache(MOST_KEPT)(_tree)  # nobody changes a tree: submissions can share it


def fingerprint(file: SourceFile, *, but_for: str | None = None) -> str:
    """Return a digest of what *file* says: equal for two files that a formatter makes the same.

    Blanks, line ends, quotes, comments and the order of imports do not count, and neither does the
    function called *but_for*.
    """
    if file.tree is None:
        return hashlib.sha256(file.content).hexdigest()
    imports = [node for node in file.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    others = [
        node
        for node in file.tree.body
        if node not in imports and not (isinstance(node, ast.FunctionDef) and node.name == but_for)
    ]
    texts = [*sorted(map(ast.dump, imports)), *map(ast.dump, others)]
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()


def first_changed_line(file: SourceFile, before: SourceFile) -> int | None:
    """Return the line of the first statement of *file* that says something else than in *before*.

    None where nothing does, where a statement is only gone from the end, or where one cannot be read.
    """
    if file.tree is None or before.tree is None:
        return None
    return _first_changed(file.tree.body, before.tree.body)


def _first_changed(statements: list[ast.stmt], before: list[ast.stmt]) -> int | None:
    for statement, other in zip_longest(statements, before):
        if statement is None:
            return None
        if other is not None and ast.dump(statement) == ast.dump(other):
            continue
        match statement, other:
            case ast.Expr(value=ast.Constant(str())), ast.Expr(value=ast.Constant(str())):
                continue  # a docstring does nothing: what does something is the place to look at
            case ast.FunctionDef(), ast.FunctionDef() if statement.name == other.name:
                return _first_changed(statement.body, other.body) or statement.lineno
        return statement.lineno
    return None


def _look_through(tree: ast.Module) -> None:
    """Make every long integer of *tree* one that no ``repr`` of it or of the tree fails at.

    Works without recursion; raises RecursionError where *tree* has more than ``DEEPEST`` levels.
    """
    level: list[ast.AST] = [tree]
    for _ in range(DEEPEST):
        for node in level:
            if isinstance(node, ast.Constant) and isinstance(node.value, int):
                _let_be_written(node, node.value)
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise RecursionError


def _let_be_written(node: ast.Constant, value: int) -> None:
    if value.bit_length() > LONGEST_NUMBER:
        node.value = LongNumber(value)


class Sources(Mapping[str, SourceFile]):
    """The files of one submission by their path; each is parsed when it is asked for, once."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Hold *files*: path to content."""
        self._files = dict(sorted(files.items()))
        self._parsed: dict[str, SourceFile] = {}
        self.work = Work()
        self._is_given_up = False

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __getitem__(self, path: str) -> SourceFile:
        if path not in self._parsed:
            content = self._files[path]
            self._parsed[path] = (
                parse(path, content, self.work)
                if path in self._small_enough and not self._is_given_up
                else SourceFile(path, content, None, "it is too large", "large", self.work)
            )
        return self._parsed[path]

    @cached_property
    def _small_enough(self) -> set[str]:
        """The files that are parsed: the smallest ones, up to ``LARGEST_TOTAL`` bytes together."""
        by_size = sorted(self._files, key=lambda path: (len(self._files[path]), path))
        total, paths = 0, set()
        for path in by_size:
            total += len(self._files[path])
            if total > LARGEST_TOTAL:
                break
            paths.add(path)
        return paths

    def give_up(self) -> None:
        """From now on no file has a tree: the work of one submission is spent."""
        self._is_given_up = True
        self._parsed.clear()
