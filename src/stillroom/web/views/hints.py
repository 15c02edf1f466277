"""The hints of an exercise that were shown."""

from dataclasses import dataclass

from stillroom.web.views.learner import Learner


@dataclass(frozen=True)
class Hints:
    """The hints of the current exercise that were shown, and how many there are."""

    shown: tuple[str, ...]
    total: int


def hints(learner: Learner) -> Hints:
    """Return the hints that were shown."""
    all_hints = learner.exercise.definition.hints
    number = learner.live.progress.hints.get(learner.exercise.id, 0)
    return Hints(tuple(all_hints[:number]), len(all_hints))
