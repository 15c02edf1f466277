"""What several reports share: the words for a status, a console that writes to text, Markdown."""

import io
import re

from rich.console import Console

from stillroom.reports.base import About

MARKS = {"passed": "PASS", "failed": "FAIL", "blocked": "BLOCKED"}


def console(about: About, *, soft_wrap: bool = False) -> tuple[Console, io.StringIO]:
    """Return a console of fixed size, and where its text goes."""
    out = io.StringIO()
    return Console(
        file=out, width=about.width, height=25, force_terminal=about.colour, no_color=not about.colour,
        highlight=False, emoji=False, color_system="standard" if about.colour else None, soft_wrap=soft_wrap,
    ), out  # fmt: skip


def trimmed(out: io.StringIO) -> str:
    """Return the text without blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def markdown(text: str) -> str:
    """Escape everything that Markdown or HTML could read as more than text."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"([\\`*_{}\[\]()#+!|~@:$-])", r"\\\1", text)
    return re.sub(r"(www)\.", r"\1\\.", text, flags=re.IGNORECASE)
