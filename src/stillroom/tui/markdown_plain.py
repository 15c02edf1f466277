"""Markdown as plain lines, which a screen reader reads out: no marks, no boxes, one thing a line."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode as Node

_PARSER = MarkdownIt("commonmark").enable("table")


def plain_lines(text: str) -> str:
    """Return *text*, which is Markdown, in lines of any length.

    Blocks of code keep their lines. A row of a table is one line, and names its columns.
    """
    return "\n\n".join(part for part in map(_block, Node(_PARSER.parse(text)).children) if part)


def _block(node: Node) -> str:
    match node.type:
        case "fence" | "code_block":
            return "\n".join(f"    {line}" for line in node.content.rstrip("\n").split("\n"))
        case "bullet_list" | "ordered_list":
            return _list(node)
        case "table":
            return _table(node)
        case "hr" | "html_block":
            return ""
        case "inline":
            return _words(node)
    parts = [part for part in map(_block, node.children) if part]
    return "\n\n".join(parts) if parts else node.content.strip()


def _list(node: Node) -> str:
    first = int(node.attrs.get("start", 1))
    marks = [
        f"{number}. " if node.type == "ordered_list" else "- "
        for number, _ in enumerate(node.children, first)
    ]
    items = ["\n".join(filter(None, map(_block, item.children))) for item in node.children]
    return "\n".join(
        mark + item.replace("\n", f"\n{' ' * len(mark)}")
        for mark, item in zip(marks, items, strict=True)
    )


def _table(node: Node) -> str:
    head, *rows = [
        [_words(cell) for cell in row.children] for part in node.children for row in part.children
    ]
    return "\n".join(_row(head, row) for row in rows)


def _row(head: Sequence[str], row: Sequence[str]) -> str:
    cells = [
        f"{name}: {cell.rstrip('.')}" if name else cell
        for name, cell in zip(head, row, strict=False)
        if cell
    ]
    return f"- {'; '.join(cells)}"


def _words(node: Node) -> str:
    """The words of a line, without the marks in it; an address stands behind what leads to it."""
    match node.type:
        case "softbreak" | "hardbreak":
            return " "
        case "text" | "code_inline" | "html_inline":
            return node.content
    inner = "".join(map(_words, node.children))
    if node.type == "link" and node.attrs.get("href") != inner:
        return f"{inner} ({node.attrs['href']})"
    return inner or node.content
