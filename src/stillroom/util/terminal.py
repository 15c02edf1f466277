"""What the terminal can show: how wide a report may be, and whether colours are wanted."""

import os
import shutil
import sys
from textwrap import wrap
from typing import TextIO

HARD_BLANK = "\u2800"
"""A blank at which no line is broken; whoever has broken the lines makes a common blank of it."""


def width() -> int:
    """Return how many columns a report may take."""
    return min(shutil.get_terminal_size((100, 24)).columns, 120)


def colour() -> bool:
    """Tell whether colours are wanted: on a terminal, unless ``NO_COLOR`` is set."""
    by_default = (
        sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    )
    return by_default or bool(os.environ.get("FORCE_COLOR"))


def folded(text: str, stream: TextIO) -> str:
    """Return *text* with its long lines broken between words, if *stream* is a terminal.

    A terminal would break them anywhere. A program that reads the lines gets them whole.
    """
    if stream.isatty():
        columns = max(width(), 20)
        text = "\n".join(part for line in text.split("\n") for part in _parts(line, columns))
    return text.replace(HARD_BLANK, " ")


def _parts(line: str, columns: int) -> list[str]:
    if len(line) <= columns:
        return [line]
    indent = " " * (len(line) - len(line.lstrip(" ")))
    return wrap(
        line,
        columns,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )
