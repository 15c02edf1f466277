"""What every diagram as SVG is made of: its frame, its description, and texts at a position.

The rules for each of them: it refers to nothing outside of itself, no font, image, style sheet or
script; it is drawn in ``currentColor``, so that it fits a light and a dark page; it has a ``title``
and a ``desc`` that say in words what it shows; and every text in it is cleaned and escaped. It has
no ``id`` and no ``style``: several stand on one page, under a policy that allows no inline styles.
Lengths are pixels.
"""

from collections.abc import Iterable
from html import escape

from stillroom.util.text import clean

CELL, PAD, LANE = 7.9, 10, 16  # pixels: a character, the room around, a line beside the boxes
FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace"
LONGEST_WORDS = 20_000  # characters of a description


def svg(
    kind: str, width: float, height: float, title: str, words: str, parts: Iterable[str]
) -> str:
    """Return an SVG with the class *kind*: its *parts*, with *title* and *words* for screen readers."""
    return (
        f'<svg class="{kind}" role="img" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" xmlns="http://www.w3.org/2000/svg" font-family="{FONT}" '
        f'font-size="13"><title>{_safe(title)}</title><desc>{_safe(words)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def text_at(kind: str, left: float, base: float, text: str, more: str = "") -> str:
    """Return *text* at a position, with the class *kind*; *more* are further attributes, escaped."""
    return (
        f'<text class="{kind}" x="{left:g}" y="{base:g}" fill="currentColor"{more}>'
        f"{_safe(text)}</text>"
    )


def classes(kind: str, is_changed: bool) -> str:
    """Return the value of ``class`` for a part: its *kind*, and ``changed`` where it has changed."""
    return f"{kind} changed" if is_changed else kind


def arrow_head(left: float, top: float, dx: int, dy: int) -> str:
    """Return the path of an arrow's head, its tip at *left* and *top*, pointing along *dx* and *dy*."""
    x1, y1 = left - 7 * dx - 4 * dy, top - 7 * dy - 4 * dx
    x2, y2 = left - 7 * dx + 4 * dy, top - 7 * dy + 4 * dx
    return f"M{x1:g} {y1:g}L{left:g} {top:g}L{x2:g} {y2:g}"


def _safe(text: str) -> str:
    return escape(clean(text, LONGEST_WORDS))
