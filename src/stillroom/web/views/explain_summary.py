"""What the pages Explain and Summary show besides the parts that change while they are open."""

from dataclasses import dataclass
from datetime import date

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError, as_sentence
from stillroom.learning.explain import explanation
from stillroom.learning.overview import Summary, summary
from stillroom.learning.reference import Compared, compared, where_it_is
from stillroom.project.progress import Progress
from stillroom.web.views.learner import Learner


@dataclass(frozen=True)
class Explained:
    """An exercise with the parts of its explanation, or with why there is none."""

    id: str
    title: str
    parts: tuple[tuple[str, str], ...]
    """Each heading, with its text in Markdown."""
    missing: str = ""


def explained(course: Course, progress: Progress) -> tuple[Explained, ...]:
    """Return each exercise that has passed, with its explanation."""
    return tuple(
        _explained(course, exercise, progress)
        for exercise in course
        if exercise.id in progress.passed
    )


def _explained(course: Course, exercise: Exercise, progress: Progress) -> Explained:
    try:
        parts = tuple(explanation(course, exercise, progress).parts)
    except StillroomError as error:
        return Explained(exercise.id, exercise.title, (), as_sentence(error))
    return Explained(exercise.id, exercise.title, parts)


@dataclass(frozen=True)
class Beside:
    """The code of a reference solution beside the learner's own."""

    id: str
    files: tuple[Compared, ...]
    elsewhere: str
    """Where there is none: the sentence, in Markdown, that says where it is."""


def beside(learner: Learner, asked: str) -> Beside | None:
    """Return the code of the exercise *asked*, else of the one that passed last; None before any has."""
    progress, course = learner.live.progress, learner.material.course
    passed = [name for name in progress.passed if name in course.ids]
    if not passed:
        return None
    exercise = course.find(asked if asked in passed else passed[-1])
    files = compared(learner.project, course, exercise, progress)
    return Beside(exercise.id, files, "" if files else where_it_is(learner.project, exercise))


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
