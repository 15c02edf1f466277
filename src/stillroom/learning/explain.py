"""The explanation of a reference solution, for those who have passed the exercise."""

from dataclasses import dataclass
from pathlib import Path

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError
from stillroom.project.advice import AdvisedError, NextStep, advice
from stillroom.project.progress import Progress
from stillroom.util import resources
from stillroom.util.markdown import sections

HEADINGS = ("Why this way", "One alternative", "One trap")


class NotPassed(AdvisedError):
    """The exercise has not passed yet. The message says how to get its explanation."""


@dataclass(frozen=True)
class Explanation:
    """Why the reference solution is as it is, one alternative, one trap; each in Markdown."""

    exercise: str
    title: str
    why: str
    alternative: str
    trap: str

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Each heading that has a text, with its text."""
        texts = (self.why, self.alternative, self.trap)
        return [pair for pair in zip(HEADINGS, texts, strict=True) if pair[1]]


def explanation(course: Course, exercise: Exercise, progress: Progress) -> Explanation:
    """Return the explanation of *exercise*, which is shown once it has passed.

    Raises NotPassed before that, and StillroomError if the course explains nothing here.
    """
    if exercise.id not in progress.passed:
        raise NotPassed(
            advice(
                f"{exercise.id} is explained after it has passed. Run: ",
                NextStep("check", exercise.id),
            )
        )
    path = explanation_file(course, exercise)
    if path is None:
        raise StillroomError(f"{exercise.id}: this course has no explanation of its solution")
    try:
        texts = dict(sections(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise StillroomError(f"{path}: cannot be read: {error}") from error
    return Explanation(
        exercise.id, exercise.title, *(texts.get(heading, "") for heading in HEADINGS)
    )


def last_passed(course: Course, progress: Progress) -> Exercise:
    """Return the exercise that passed last; without any, the one that comes first."""
    passed = [name for name in progress.passed if name in course.ids]
    return course.find(passed[-1] if passed else course.ids[0])


def explanation_file(course: Course, exercise: Exercise) -> Path | None:
    """Return the file that explains the solution of *exercise*; None where there is none.

    A course that travels carries these texts; where its solutions are at hand, theirs are taken.
    """
    if course.root.resolve() == resources.resource("exercises").resolve():
        return resources.explanation(exercise.id)
    travelling = course.root / resources.EXPLANATIONS / f"{exercise.id}.md"
    beside = course.solutions / exercise.id / "README.md"
    return next((path for path in (travelling, beside) if path.is_file()), None)
