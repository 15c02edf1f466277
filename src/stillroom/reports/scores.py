"""Points and names of the steps of a result, for formats in which they must add up and differ."""

from collections import Counter

from stillroom.results.record import Result
from stillroom.results.step import Step
from stillroom.util.text import counted


def scores(result: Result) -> list[int]:
    """Return the points of each step so that they add up to those of the result, as far as they can.

    The points of a result may be fewer than those of its steps, and a teacher may have changed them.
    What is too much is taken from the last steps, and what is too little goes to the first ones.
    """
    points = [min(step.points, step.max_points) for step in result.steps]
    difference = result.points - sum(points)
    order = range(len(points)) if difference > 0 else reversed(range(len(points)))
    for index in order:
        room = result.steps[index].max_points - points[index]
        change = min(difference, room) if difference > 0 else max(difference, -points[index])
        points[index] += change
        difference -= change
    return points


def names(result: Result) -> list[str]:
    """Return a name for each step that no other step of the result has."""
    seen: Counter[str] = Counter()
    unique = []
    for step in result.steps:
        name = f"{step.step}. {step.command}"
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unique


def told(step: Step) -> str:
    """Return in words how the *step* went."""
    if step.status == "blocked":
        return step.note or "an earlier step failed"
    return f"expected {step.expected}, found {step.seen or 'nothing'}"


def points_of(result: Result) -> str:
    """Return the points of *result* in words."""
    return f"{result.points} of {counted(result.max_points, 'point')}"
