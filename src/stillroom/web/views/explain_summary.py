"""What the pages Explain and Summary show besides the parts that change while they are open."""

from dataclasses import dataclass
from datetime import date

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError
from stillroom.learning.explain import NotPassed, explanation
from stillroom.learning.overview import Summary, summary
from stillroom.project.advice import Advice, advice
from stillroom.project.progress import Progress
from stillroom.web.views.learner import Learner


@dataclass(frozen=True)
class Explained:
    """An exercise with the parts of its explanation, or with why there is none yet."""

    id: str
    title: str
    parts: tuple[tuple[str, str], ...]
    """Each heading, with its text in Markdown."""
    missing: Advice | None


def explained(course: Course, progress: Progress) -> tuple[Explained, ...]:
    """Return each exercise with its explanation."""
    return tuple(_explained(course, exercise, progress) for exercise in course)


def _explained(course: Course, exercise: Exercise, progress: Progress) -> Explained:
    try:
        parts = tuple(explanation(course, exercise, progress).parts)
    except NotPassed as error:
        return Explained(exercise.id, exercise.title, (), missing=error.advice)
    except StillroomError as error:
        return Explained(exercise.id, exercise.title, (), missing=advice(str(error)))
    return Explained(exercise.id, exercise.title, parts, missing=None)


@dataclass(frozen=True)
class SummaryView:
    """The summary of the progress, and how many predictions there are."""

    summary: Summary
    predictions: int
    kept_as: str
    """After an import: the name under which the earlier progress is kept, or ``nothing``."""


def summary_view(learner: Learner, today: date, kept_as: str) -> SummaryView:
    """Return the summary as of *today*."""
    material = learner.material
    return SummaryView(
        summary(learner.live.progress, material.lesson, material.course, today),
        len(material.predictions),
        kept_as,
    )
