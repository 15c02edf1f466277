"""What a check has found first: the hints begin with what helps there."""

from stillroom.course.exercise import Exercise
from stillroom.project.progress import Stuck
from stillroom.results.record import Result


def stuck_at(result: Result) -> Stuck | None:
    """Return what *result* found first; None where it found no mistake."""
    if not result.mistakes:
        return None
    step = next((step.step for step in result.steps if step.status == "failed"), None)
    return Stuck(exercise=result.exercise, code=result.mistakes[0].code, step=step)


def fitting(exercise: Exercise, stuck: Stuck | None) -> list[int]:
    """Return the numbers of the hints of *exercise* that help where a learner is *stuck*."""
    if stuck is None or stuck.exercise != exercise.id:
        return []
    numbered = enumerate(exercise.definition.hints, 1)
    return [number for number, hint in numbered if hint.fits(stuck.code, stuck.step)]
