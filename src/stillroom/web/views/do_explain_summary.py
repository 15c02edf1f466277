"""What the pages Do, Explain and Summary show besides the parts that change while they are open."""

from dataclasses import dataclass
from datetime import date

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError
from stillroom.learning.explain import NotPassed, explanation
from stillroom.learning.overview import Summary, summary
from stillroom.project.advice import Advice, advice
from stillroom.project.progress import Progress
from stillroom.web.run_command import CommandRunner, Ran
from stillroom.web.views.learner import Chip, Learner


@dataclass(frozen=True)
class CommandForm:
    """The form that runs a command, and the command that ran last."""

    examples: tuple[str, ...]
    last: Ran | None

    @property
    def typed(self) -> str:
        """What stands in the form: a command that failed, to be corrected."""
        return self.last.command if self.last is not None and not self.last.good else ""


def command_form(runner: CommandRunner) -> CommandForm:
    """Return the form for the commands that *runner* takes."""
    return CommandForm(tuple(runner.commands), runner.last)


@dataclass(frozen=True)
class ExerciseLine:
    """An exercise in the list of all exercises."""

    id: str
    title: str
    mark: Chip | None
    track: str = ""
    """The title of the track that begins with it; empty where none does."""


def exercise_lines(learner: Learner) -> tuple[ExerciseLine, ...]:
    """Return every exercise, with a mark on those that have passed and on the current one."""

    def mark(exercise: Exercise) -> Chip | None:
        if exercise.id in learner.live.progress.passed:
            return Chip("passed", "right")
        return Chip("current", "wait") if exercise.id == learner.exercise.id else None

    course = learner.material.course
    tracks = course.track_titles
    return tuple(
        ExerciseLine(exercise.id, exercise.title, mark(exercise), tracks.get(exercise.id, ""))
        for exercise in course
    )


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
