"""Markdown in a terminal, drawn or as plain lines, and a line of input: for reading and for questions."""

import os
import pydoc
import re
import sys

from rich.console import RenderableType
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from stillroom.project.advice import Advice, on_one_line
from stillroom.tui.markdown_plain import plain_lines
from stillroom.util.console import text_console, trimmed
from stillroom.util.terminal import HARD_BLANK, colour, folded, width
from stillroom.util.text import clean

WIDEST = 88  # columns; longer lines of prose are hard to read
_ADDRESS = re.compile(r"https?://[^\s<>()`]+[^\s<>()`.,:;]")
_PLACE = "\u2801"  # nobody writes it
_THEME = Theme({"markdown.code": "bold cyan", "markdown.code_block": "cyan"})


def cleaned(text: str) -> str:
    """Return *text* with its lines and its blanks, and every steering character made visible."""
    lines = text.expandtabs(4).splitlines()
    return "\n".join(re.sub(r"[^ ]+", lambda word: clean(word[0]), line) for line in lines)


class MarkdownTerminal:
    """Writes to the standard output; *plain* means no boxes, no colours, no pictures."""

    def __init__(self, plain: bool) -> None:
        """Look at the terminal once."""
        self.plain = plain
        self.colour = colour() and not plain
        self.width = min(width(), WIDEST)

    def line(self, text: str, style: str = "") -> None:
        """Show one line of words, cleaned."""
        self._write(f"{clean(text)}\n" if self.plain else self._drawn(Text(clean(text), style)))

    def advice(self, advice: Advice, style: str = "") -> None:
        """Show *advice* as one line; no command in it is broken."""
        self.line(advice.spelled(on_one_line), style)

    def markdown(self, text: str) -> None:
        """Show *text*, which is Markdown."""
        self._write(self.rendered(text))

    def options(self, texts: list[str]) -> None:
        """Show the *texts* of options, numbered from 1."""
        if self.plain:
            for number, text in enumerate(texts, 1):
                self._write(f"{number}. {plain_lines(cleaned(text))}\n")
            return
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(justify="right", style="bold", no_wrap=True)
        grid.add_column()
        for number, text in enumerate(texts, 1):
            grid.add_row(f" {number}", _markdown(text))
        self._write(self._drawn(grid))

    def paged(self, text: str) -> None:
        """Show *text*, which is ready, through a pager if it is longer than the terminal is high."""
        in_terminal = sys.stdout.isatty() and sys.stdin is not None and sys.stdin.isatty()
        pages = in_terminal and not self.plain and os.name == "posix"
        if pages and text.count("\n") >= os.get_terminal_size().lines:
            # Colours are shown as colours, and the last line says how to go on and how to leave.
            os.environ.setdefault("LESS", "FRX -Psspace shows more, q leaves$")
            pydoc.pager(text)
        else:
            self._write(text)

    def rendered(self, text: str, title: str = "") -> str:
        """Return *text*, which is Markdown, as it is to be shown, below its *title*."""
        if self.plain:
            head = f"{clean(title)}\n\n" if title else ""
            return f"{head}{plain_lines(cleaned(text))}\n"
        head = self._drawn(Text(clean(title), "bold")) + "\n" if title else ""
        addresses: list[str] = []
        shorter = re.sub(_ADDRESS, lambda found: self._in_place_of(found[0], addresses), text)
        drawn = re.sub(r"\n{3,}", "\n\n", head + self._drawn(_markdown(shorter)))
        return re.sub(f"{_PLACE}+", lambda _: addresses.pop(0), drawn)

    def _in_place_of(self, address: str, addresses: list[str]) -> str:
        """Keep an *address* that is longer than a line: broken in two, nobody could open it."""
        room = self.width - 8  # it may stand in a list
        if len(address) <= room:
            return address
        addresses.append(address)
        return _PLACE * room

    def ask(self, prompt: str) -> str | None:
        """Ask for one line; None where there is no more to read."""
        self._write(prompt)
        answer = sys.stdin.readline() if sys.stdin is not None else ""
        if not answer or not sys.stdin.isatty():  # nobody has ended the line of the prompt
            self._write("\n")
        return answer.strip() if answer else None

    def _drawn(self, content: RenderableType) -> str:
        console, out = text_console(width=self.width, colour=self.colour, theme=_THEME)
        console.print(content)
        return trimmed(out)

    def _write(self, text: str) -> None:
        sys.stdout.write(folded(text, sys.stdout) if self.plain else text.replace(HARD_BLANK, " "))
        sys.stdout.flush()


def _markdown(text: str) -> Markdown:
    # An address is written out: a terminal may not be able to open it.
    return Markdown(cleaned(text), code_theme="ansi_dark", hyperlinks=False)
