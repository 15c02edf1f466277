"""Which revision did it: the one that made a difference, took something away, or left something out."""

from dataclasses import dataclass
from itertools import chain
from typing import Literal

from stillroom.diagnosis.context import fact
from stillroom.diagnosis.way import Way
from stillroom.schema.compare import Difference

How = Literal["made", "took away", "left out"]


@dataclass(frozen=True)
class Responsible:
    """A revision, and what it did."""

    revision: str | None
    """None where there is none that did it."""
    how: How
    idle: bool = False
    """Whether the revision changes nothing at all."""
    steps: int = 0
    """How many revisions there are that the missing step could be in; only for what is left out."""


def responsible(difference: Difference, expected: int, way: Way) -> Responsible:
    """Return the revision that *difference* from an expected state comes from.

    Only the revisions between the expected state before and this one can have left something out.
    """
    position = way.position(expected)
    begin = way.position(expected - 1) if expected else 0
    arrival = way.arrival(difference, expected, position)
    if arrival > begin:
        if difference.is_missing and difference.table in way.reached[arrival - 1][1].tables:
            return Responsible(way.reached[arrival][0], "took away")
        empty = _empty(range(begin + 1, position + 1), way) if difference.is_missing else None
        if empty is None:
            return Responsible(way.reached[arrival][0], "made")
        return _left_out(empty, begin, position, way)
    if expected > 1 and fact(difference) in way.facts(expected - 1, begin):
        return responsible(_same(difference, expected - 1, begin, way), expected - 1, way)
    number = _instead(difference, expected, begin, way)
    if number is None:
        number = _step_for(difference, expected, begin, way)
    return _left_out(number, begin, position, way)


def _instead(difference: Difference, expected: int, begin: int, way: Way) -> int | None:
    """The revision after *begin* that made another thing of the same kind in place of what is missing.

    It is known only where there is one such thing in the table.
    """
    kind, position = difference.kind.removesuffix("missing"), way.position(expected)
    if kind == difference.kind:
        return None
    others = [
        other
        for other in way.differences(expected, position)
        if other.kind == f"{kind}extra" and other.table == difference.table
    ]
    if len(others) != 1:
        return None
    arrival = way.arrival(others[0], expected, position)
    return arrival if arrival > begin else None


def _same(difference: Difference, expected: int, reached: int, way: Way) -> Difference:
    """The difference from another expected state that is about the same thing."""
    about = fact(difference)
    return next(other for other in way.differences(expected, reached) if fact(other) == about)


def _left_out(number: int, begin: int, position: int, way: Way) -> Responsible:
    return Responsible(way.reached[number][0], "left out", way.idle(number), position - begin)


def _empty(numbers: range, way: Way) -> int | None:
    """The last of the revisions whose upgrade() is empty."""
    for number in reversed(numbers):
        file = way.context.history.of(way.reached[number][0])
        if file is not None and way.idle(number) and file.is_empty("upgrade"):
            return number
    return None


def _step_for(difference: Difference, expected: int, begin: int, way: Way) -> int:
    """The revision after *begin* that the missing change of an expected state belongs into.

    It is one that changes the same table, or nothing, or else the last one that leads to that state.
    """
    position = way.position(expected)
    empty = _empty(range(begin + 1, position + 1), way)
    if empty is not None:
        return empty
    numbers = [number for number in range(begin + 1, position + 1) if not way.merges(number)]
    for number in reversed(numbers):
        before, after = (
            way.reached[index][1].tables.get(difference.table) for index in (number - 1, number)
        )
        if before != after:
            return number
    idle = (number for number in reversed(numbers) if way.idle(number))
    nearer = (number for number in reversed(numbers) if way.comes_nearer(expected, number))
    return next(chain(idle, nearer), numbers[-1] if numbers else position)
