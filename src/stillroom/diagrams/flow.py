"""The flow of the lesson as text and as SVG: boxes below one another, and arrows between them."""

from collections.abc import Iterator
from textwrap import wrap

from stillroom.course.lesson import Arrow, Flow
from stillroom.diagrams.svg import CELL, LANE, PAD, arrow_head, svg, text_at
from stillroom.util.text import clean

BOX, BETWEEN, OUT = (
    44,
    40,
    18,
)  # pixels: a box, the gap to the next box, the space for one more arrow
SMALL = ' font-size="12"'
SMALL_CELL = 7.3


def flow_text(flow: Flow, width: int = 80) -> str:
    """Return the flow as text of at most *width* columns.

    An arrow to the next box goes down; every other one names the box that it leads to.
    """
    numbers = {box.id: number for number, box in enumerate(flow.boxes, 1)}
    texts = {box.id: clean(box.text) for box in flow.boxes}
    lines: list[str] = []
    for box in flow.boxes:
        number = numbers[box.id]
        lines += _wrapped(f"{number}. ", texts[box.id], width)
        leaving = [arrow for arrow in flow.arrows if arrow.from_ == box.id]
        for arrow in sorted(leaving, key=lambda arrow: numbers[arrow.to] == number + 1):
            target = numbers[arrow.to]
            if target == number + 1:
                lines += _wrapped("   ↓ ", clean(arrow.text), width)
            else:
                label = f"{clean(arrow.text)}: " if arrow.text else ""
                direction = "back" if target <= number else "on"
                words = f"{label}{direction} to {target}, {texts[arrow.to]}"
                lines += _wrapped("   ↪ ", words, width)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _wrapped(first: str, text: str, width: int) -> list[str]:
    room = max(width, len(first) + 20)
    return wrap(text, room, initial_indent=first, subsequent_indent=" " * len(first)) or [first]


def flow_svg(flow: Flow) -> str:
    """Return the flow as an inline SVG: an arrow to the next box goes down, others run beside."""
    return _Drawing(flow).svg()


class _Drawing:
    """Where the boxes of a flow stand, and where its arrows run; all lengths are pixels."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.index = {box.id: index for index, box in enumerate(flow.boxes)}
        self.to_next = [arrow for arrow in flow.arrows if self._distance(arrow) == 1]
        # The short ones are nearest to the boxes, so that they cross least.
        self.beside = sorted(
            (arrow for arrow in flow.arrows if arrow not in self.to_next),
            key=lambda arrow: abs(self._distance(arrow)),
        )
        self.width = max([len(box.text) for box in flow.boxes], default=0) * CELL + 4 * PAD
        longest = max([len(arrow.text) for arrow in self.beside], default=0)
        self.label_width = longest * SMALL_CELL + 3 * PAD
        self.tops: list[float] = []
        self.heights: list[float] = []
        top = 1.0
        for box in flow.boxes:
            leaving = sum(arrow.from_ == box.id for arrow in self.beside)
            self.tops.append(top)
            self.heights.append(BOX + OUT * max(0, leaving - 1))
            top += self.heights[-1] + BETWEEN
        self.bottom = top - BETWEEN if flow.boxes else 1.0

    def _distance(self, arrow: Arrow) -> int:
        """How many boxes an arrow goes on; less than 0 where it goes back."""
        return self.index[arrow.to] - self.index[arrow.from_]

    def svg(self) -> str:
        labels = [len(arrow.text) * SMALL_CELL + 3 * PAD - self.width / 2 for arrow in self.to_next]
        lanes = self.label_width + LANE * len(self.beside) if self.beside else 0
        width = self.width + max([lanes, *labels, 0]) + 4
        parts = [*self._boxes(), *self._arrows_down(), *self._arrows_beside()]
        return svg("flow", width, self.bottom + 2, "The flow", self._words(), parts)

    def _boxes(self) -> Iterator[str]:
        for box, top, height in zip(self.flow.boxes, self.tops, self.heights, strict=True):
            yield (
                f'<rect class="box" x="1" y="{top:g}" width="{self.width:g}" height="{height:g}" '
                'rx="6" fill="none" stroke="currentColor" stroke-width="1.5"/>'
            )
            middle = ' text-anchor="middle"'
            yield text_at("name", 1 + self.width / 2, top + height / 2 + 5, box.text, middle)

    def _arrows_down(self) -> Iterator[str]:
        left = 1 + self.width / 2
        for arrow in self.to_next:
            index = self.index[arrow.from_]
            begin, end = self.tops[index] + self.heights[index], self.tops[index + 1]
            yield _path(f"M{left:g} {begin:g}V{end:g}{arrow_head(left, end, 0, 1)}")
            yield text_at("label", left + PAD, (begin + end) / 2 + 4, arrow.text, SMALL)

    def _arrows_beside(self) -> Iterator[str]:
        """Each arrow in a lane of its own; those that leave one box begin below one another."""
        edge, begun = 1 + self.width, dict.fromkeys(self.index, 0)
        for lane, arrow in enumerate(self.beside):
            right = edge + self.label_width + LANE * lane
            begin = self.tops[self.index[arrow.from_]] + BOX - 12 + OUT * begun[arrow.from_]
            end = self.tops[self.index[arrow.to]] + 10
            begun[arrow.from_] += 1
            line = f"M{edge:g} {begin:g}H{right:g}V{end:g}H{edge:g}"
            yield _path(line + arrow_head(edge, end, -1, 0))
            yield text_at("label", edge + 2 * PAD, begin - 6, arrow.text, SMALL)

    def _words(self) -> str:
        texts = {box.id: box.text for box in self.flow.boxes}
        return " ".join(_sentence(arrow, texts) for arrow in self.flow.arrows)


def _path(line: str) -> str:
    return f'<path class="way" d="{line}" fill="none" stroke="currentColor"/>'


def _sentence(arrow: Arrow, texts: dict[str, str]) -> str:
    label = f" ({arrow.text})" if arrow.text else ""
    return f"From {texts[arrow.from_]} to {texts[arrow.to]}{label}."
