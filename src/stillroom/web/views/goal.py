"""What the exercise is, what it is for, and its task."""

from dataclasses import dataclass

from stillroom.course.exercise import Exercise
from stillroom.course.lesson import Section
from stillroom.learning.task import task
from stillroom.web.views.learner import Learner


@dataclass(frozen=True)
class Goal:
    """What the exercise is, what it is for, and its task."""

    exercise: Exercise
    number: int
    total: int
    task: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    """The parts of the lesson that belong to it."""


def goal(learner: Learner) -> Goal:
    """Return the exercise that the learner is at."""
    course, exercise = learner.material.course, learner.exercise
    sections = learner.material.lesson.sections
    return Goal(
        exercise,
        course.ids.index(exercise.id) + 1,
        len(course.ids),
        task(exercise.task),
        tuple(section for section in sections if section.exercise == exercise.id),
    )
