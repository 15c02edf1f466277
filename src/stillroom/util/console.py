"""Rich consoles: one that writes to a text, one on the terminal itself. Importing Rich takes time."""

import io

from rich.console import Console
from rich.theme import Theme

HEIGHT = 25  # lines; it has no effect on text, but Rich would ask the terminal for it


def text_console(
    *, width: int, colour: bool, soft_wrap: bool = False, theme: Theme | None = None
) -> tuple[Console, io.StringIO]:
    """Return a console of a fixed size that knows no terminal, and the text that it writes to."""
    out = io.StringIO()
    console = Console(
        file=out, width=width, height=HEIGHT, force_terminal=colour, no_color=not colour,
        highlight=False, emoji=False, soft_wrap=soft_wrap, theme=theme,
        color_system="standard" if colour else None,
    )  # fmt: skip
    return console, out


def trimmed(out: io.StringIO, begin: int = 0) -> str:
    """Return what was written to *out* from *begin* on, without blanks at the ends of its lines."""
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue()[begin:].splitlines())


def screen_console(*, stderr: bool = False) -> Console:
    """Return a console on the terminal itself, which shows text as it is."""
    return Console(stderr=stderr, highlight=False, emoji=False, markup=False)
