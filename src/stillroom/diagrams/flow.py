"""The flow of the lesson as a picture: boxes below one another, and the ways between them."""

from collections.abc import Iterator
from textwrap import wrap

from stillroom.course.lesson import Arrow, Flow
from stillroom.diagrams.svg import CELL, LANE, PAD, arrow_head, svg, text_at
from stillroom.util.text import clean

BOX, BETWEEN, OUT = 44, 40, 18  # pixels: a box, the room to the next one, another way out
SMALL = ' font-size="12"'
SMALL_CELL = 7.3


def flow_text(flow: Flow, width: int = 80) -> str:
    """Return the flow as text of at most *width* columns.

    An arrow to the next box goes down; every other one names the box that it leads to.
    """
    numbers = {box.id: at for at, box in enumerate(flow.boxes, 1)}
    texts = {box.id: clean(box.text) for box in flow.boxes}
    lines: list[str] = []
    for box in flow.boxes:
        number = numbers[box.id]
        lines += _wrapped(f"{number}. ", texts[box.id], width)
        going = [arrow for arrow in flow.arrows if arrow.from_ == box.id]
        for arrow in sorted(going, key=lambda one: numbers[one.to] == numbers[one.from_] + 1):
            there = numbers[arrow.to]
            if there == number + 1:
                lines += _wrapped("   ↓ ", clean(arrow.text), width)
            else:
                said = f"{clean(arrow.text)}: " if arrow.text else ""
                way = "back" if there <= number else "on"
                lines += _wrapped("   ↪ ", f"{said}{way} to {there}, {texts[arrow.to]}", width)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _wrapped(first: str, text: str, width: int) -> list[str]:
    room = max(width, len(first) + 20)
    return wrap(text, room, initial_indent=first, subsequent_indent=" " * len(first)) or [first]


def flow_svg(flow: Flow) -> str:
    """Return the flow as an inline SVG: a way to the next box goes down, others run beside."""
    return _Drawing(flow).svg()


class _Drawing:
    """Where the boxes of a flow are, and the ways between them."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.at = {box.id: place for place, box in enumerate(flow.boxes)}
        self.near = [one for one in flow.arrows if self.at[one.to] == self.at[one.from_] + 1]
        far = [one for one in flow.arrows if one not in self.near]
        self.far = sorted(far, key=lambda one: abs(self.at[one.to] - self.at[one.from_]))
        self.width = max([len(box.text) for box in flow.boxes], default=0) * CELL + 4 * PAD
        self.label = max([len(one.text) for one in self.far], default=0) * SMALL_CELL + 3 * PAD
        self.tops: list[float] = []
        self.heights: list[float] = []
        top = 1.0
        for box in flow.boxes:
            out = sum(one.from_ == box.id for one in self.far)
            self.tops.append(top)
            self.heights.append(BOX + OUT * max(0, out - 1))
            top += self.heights[-1] + BETWEEN
        self.bottom = top - BETWEEN if flow.boxes else 1.0

    def svg(self) -> str:
        beside = [len(one.text) * SMALL_CELL + 3 * PAD - self.width / 2 for one in self.near]
        lanes = self.label + LANE * len(self.far) if self.far else 0
        width = self.width + max([lanes, *beside, 0]) + 4
        parts = [*self._boxes(), *self._down(), *self._beside()]
        return svg("flow", width, self.bottom + 2, "The flow", self._words(), parts)

    def _boxes(self) -> Iterator[str]:
        for box, top, height in zip(self.flow.boxes, self.tops, self.heights, strict=True):
            yield (
                f'<rect class="box" x="1" y="{top:g}" width="{self.width:g}" height="{height:g}" '
                'rx="6" fill="none" stroke="currentColor" stroke-width="1.5"/>'
            )
            middle = ' text-anchor="middle"'
            yield text_at("name", 1 + self.width / 2, top + height / 2 + 5, box.text, middle)

    def _down(self) -> Iterator[str]:
        left = 1 + self.width / 2
        for one in self.near:
            at = self.at[one.from_]
            begins, ends = self.tops[at] + self.heights[at], self.tops[at + 1]
            yield _way(f"M{left:g} {begins:g}V{ends:g}{arrow_head(left, ends, 0, 1)}")
            yield text_at("label", left + PAD, (begins + ends) / 2 + 4, one.text, SMALL)

    def _beside(self) -> Iterator[str]:
        """Each way in a lane of its own; the short ones are nearest, so that they cross least."""
        edge, used = 1 + self.width, dict.fromkeys(self.at, 0)
        for lane, one in enumerate(self.far):
            right = edge + self.label + LANE * lane
            begins = self.tops[self.at[one.from_]] + BOX - 12 + OUT * used[one.from_]
            ends = self.tops[self.at[one.to]] + 10
            used[one.from_] += 1
            line = f"M{edge:g} {begins:g}H{right:g}V{ends:g}H{edge:g}"
            yield _way(line + arrow_head(edge, ends, -1, 0))
            yield text_at("label", edge + 2 * PAD, begins - 6, one.text, SMALL)

    def _words(self) -> str:
        texts = {box.id: box.text for box in self.flow.boxes}
        return " ".join(_told(one, texts) for one in self.flow.arrows)


def _way(line: str) -> str:
    return f'<path class="way" d="{line}" fill="none" stroke="currentColor"/>'


def _told(one: Arrow, texts: dict[str, str]) -> str:
    said = f" ({one.text})" if one.text else ""
    return f"From {texts[one.from_]} to {texts[one.to]}{said}."
