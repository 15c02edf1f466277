"""The hints of an exercise that were shown."""

from dataclasses import dataclass

from stillroom.course.hints import open_hints
from stillroom.project.hint import seen_numbers
from stillroom.project.stuck import fitting, stuck_at
from stillroom.web.views.learner import Learner


@dataclass(frozen=True)
class ShownHint:
    """A hint, and whether it is about what the last check found first."""

    text: str
    fits: bool


@dataclass(frozen=True)
class Hints:
    """The hints of the current exercise that were shown, and how many there are with those to come."""

    shown: tuple[ShownHint, ...]
    total: int


def hints(learner: Learner) -> Hints:
    """Return the hints that were shown, in the order in which they were."""
    exercise, progress, result = learner.exercise, learner.live.progress, learner.live.result
    all_hints = exercise.definition.hints
    fits = fitting(exercise, stuck_at(result) if result is not None else progress.stuck)
    seen = seen_numbers(progress, exercise)
    shown = (ShownHint(all_hints[number - 1].text, number in fits) for number in seen)
    return Hints(tuple(shown), len({*open_hints(all_hints, fits), *seen}))
