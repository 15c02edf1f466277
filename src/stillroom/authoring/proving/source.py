"""The text of a Python file, and copies of it in which single places are changed."""

import ast
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

Node = ast.expr | ast.stmt | ast.keyword


@dataclass(frozen=True)
class Edit:
    """One place of a text: what stands from *start* to *end* becomes *text*."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Change:
    """A change of one file: what is changed, in words that stay the same, and the edits."""

    words: str
    edits: tuple[Edit, ...]
    empties: bool = False
    """Whether nothing is left of the function that it changes."""


class Source:
    """A Python file as text and as tree; raises SyntaxError where it cannot be parsed."""

    def __init__(self, text: str) -> None:
        """Parse *text*."""
        self.text = text.replace("\r\n", "\n").removeprefix("\ufeff")
        self.tree = ast.parse(self.text)

    @cached_property
    def _lines(self) -> list[tuple[int, str]]:
        """Each line with the place where it begins."""
        lines, start = [], 0
        for line in self.text.split("\n"):
            lines.append((start, line))
            start += len(line) + 1
        return lines

    def function(self, name: str) -> ast.FunctionDef | None:
        """Return the function *name* at the top of the file, or None."""
        named = [node for node in self.tree.body if isinstance(node, ast.FunctionDef)]
        return next((node for node in named if node.name == name), None)

    def start(self, node: Node) -> int:
        """Return where *node* begins."""
        return self._place(node.lineno, node.col_offset)

    def end(self, node: Node) -> int:
        """Return where *node* ends."""
        return self._place(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def _place(self, line: int, column: int) -> int:
        start, text = self._lines[line - 1]
        return start + len(text.encode()[:column].decode())

    def of(self, node: Node) -> str:
        """Return the text of *node*."""
        return self.text[self.start(node) : self.end(node)]

    def instead(self, node: Node, text: str) -> Edit:
        """Return the edit that puts *text* in the place of *node*."""
        return Edit(self.start(node), self.end(node), text)

    def without(
        self, items: Sequence[ast.expr | ast.keyword], item: ast.expr | ast.keyword
    ) -> Edit:
        """Return the edit that takes *item* out of *items*, which commas part."""
        ordered = sorted(items, key=self.start)
        index = ordered.index(item)
        if index + 1 < len(ordered):
            return Edit(self.start(item), self.start(ordered[index + 1]), "")
        before = self.end(ordered[index - 1]) if index else self.start(item)
        return Edit(before, self.end(item), "")

    def with_argument(self, call: ast.Call, text: str) -> Edit:
        """Return the edit that adds the argument *text* to *call*."""
        if items := arguments(call):
            end = max(map(self.end, items))
            return Edit(end, end, f", {text}")
        return Edit(self.end(call) - 1, self.end(call) - 1, text)

    def imported(self, module: str, name: str) -> list[Edit]:
        """Return the edits after which the file has *name* of *module*: none where it has it."""
        names = {
            alias.asname or alias.name
            for node in self.tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        first = next((node for node in self.tree.body if _is_import(node)), None)
        if name in names or first is None:
            return []
        return [Edit(self.start(first), self.start(first), f"from {module} import {name}\n")]

    def edited(self, edits: Iterable[Edit]) -> str:
        """Return the text after *edits*, which do not overlap."""
        text = self.text
        for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return text


def _is_import(node: ast.stmt) -> bool:
    is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
    return isinstance(node, ast.Import | ast.ImportFrom) and not is_future


def arguments(call: ast.Call) -> list[ast.expr | ast.keyword]:
    """Return the arguments of *call*, with and without a name."""
    return [*call.args, *call.keywords]


def called(node: ast.AST) -> str:
    """Return the last name of what *node* calls: ``add_column``; empty where it is no call."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name
    return ""


def keyword(call: ast.Call, name: str) -> ast.keyword | None:
    """Return the argument of *call* that is called *name*, or None."""
    return next((item for item in call.keywords if item.arg == name), None)


def text_of(node: ast.AST | None) -> str | None:
    """Return the text that *node* is, or that the call ``text()`` in it holds; else None."""
    constant = text_node(node)
    return str(constant.value) if constant else None


def text_node(node: ast.AST | None) -> ast.Constant | None:
    """Return the constant whose text ``text_of`` returns."""
    match node:
        case ast.Constant(value=str()):
            return node
        case ast.Call(args=[ast.Constant(value=str()) as constant, *_]) if called(node) == "text":
            return constant
    return None


def quoted(text: str) -> str:
    """Return *text* as a Python string in double quotes."""
    return json.dumps(text, ensure_ascii=False)
