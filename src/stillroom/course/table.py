"""The lesson's table: every step of the course once, and where the state of the database changes."""

from itertools import pairwise

from stillroom.course.course import Course
from stillroom.course.steps import EMPTY, LessonStep


class TableStep(LessonStep):
    """A step of the lesson's table, and the exercise that has it first."""

    exercise: str


def table_steps(course: Course) -> list[TableStep]:
    """Return each step of *course* as the first exercise with its number has it, by number.

    The steps that only compare the models have no place in the table and are left out.
    """
    first: dict[int, TableStep] = {}
    for exercise in course:
        for step in exercise.steps:
            if step.run != "models":
                table_step = TableStep(**step.model_dump(), exercise=exercise.id)
                first.setdefault(step.step, table_step)
    return [first[number] for number in sorted(first)]


def tracker(course: Course) -> list[tuple[int, str]]:
    """Return the numbers of the steps after which the database is in another state, with that state.

    The first one is step 0: the beginning, where the database is empty.
    """
    path = [(0, EMPTY), *((step.step, step.state) for step in table_steps(course))]
    return path[:1] + [after for before, after in pairwise(path) if before[1] != after[1]]
