"""Counts as SVG: how many have how many points, and what became of each row."""

from collections.abc import Sequence

from stillroom.diagrams.svg import CELL, svg, text_at
from stillroom.util.text import counted

HIGH, BAR, GAP, BASE = 120, 34, 8, 24  # pixels: the highest bar, its width, between two, below them
MOST_BARS = 21
SHARE_WIDE, SHARE_HIGH = 160, 12


def distribution_svg(counts: Sequence[int]) -> str:
    """Return how many submissions have 0, 1, 2 ... points, as bars; many points are taken together."""
    width = -(-len(counts) // MOST_BARS) or 1
    bars = [
        (_range(first, min(first + width, len(counts)) - 1), sum(counts[first : first + width]))
        for first in range(0, len(counts), width)
    ]
    highest = max([number for _, number in bars], default=0) or 1
    room = max([BAR, *(len(points) * CELL for points, _ in bars)])
    parts, top = [], 20
    for index, (points, number) in enumerate(bars):
        left = GAP + index * (room + GAP)
        high = HIGH * number / highest
        parts.append(
            f'<rect class="bar" x="{left:g}" y="{top + HIGH - high:g}" width="{room:g}" height="{high:g}" '
            'fill="currentColor"/>'
        )
        middle, centre = ' text-anchor="middle"', left + room / 2
        if number:
            parts.append(text_at("name", centre, top + HIGH - high - 5, str(number), middle))
        parts.append(text_at("label", centre, top + HIGH + 17, points, middle))
    wide = GAP + len(bars) * (room + GAP)
    parts.append(
        f'<line class="axis" x1="0" y1="{top + HIGH:g}" x2="{wide:g}" y2="{top + HIGH:g}" stroke="currentColor"/>'
    )
    words = "; ".join(
        f"{counted(number, 'submission')} with {points} {'point' if points == '1' else 'points'}"
        for points, number in bars
        if number
    )
    return svg("bars", wide, top + HIGH + BASE, "How many have how many points", f"{words}.", parts)


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def share_svg(passed: int, failed: int, blocked: int) -> str:
    """Return what became of a row, as one bar in three parts."""
    total = passed + failed + blocked
    parts, left = [], 0.0
    for kind, number in (("passed", passed), ("failed", failed), ("blocked", blocked)):
        width = SHARE_WIDE * number / max(total, 1)
        parts.append(
            f'<rect class="{kind}" x="{left:g}" y="0" width="{width:g}" height="{SHARE_HIGH}" fill="currentColor"/>'
        )
        left += width
    words = f"{passed} passed, {failed} not yet, {blocked} not tried."
    return svg("share", SHARE_WIDE, SHARE_HIGH, f"{passed} of {total} passed", words, parts)
