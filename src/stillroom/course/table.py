"""The lesson's table: one row for each step, and where the state of the database changes."""

from itertools import pairwise

from stillroom.course.course import Course
from stillroom.course.steps import EMPTY, LessonStep


class Row(LessonStep):
    """A row of the lesson's table, and the exercise that has it first."""

    exercise: str


def rows(course: Course) -> list[Row]:
    """Return the first row of each step number over all exercises, by number.

    The rows that compare the models are no steps of their own and are left out.
    """
    first: dict[int, Row] = {}
    for exercise in course:
        for step in exercise.steps:
            if step.run != "models":
                first.setdefault(step.step, Row(**step.model_dump(), exercise=exercise.id))
    return [first[number] for number in sorted(first)]


def tracker(course: Course) -> list[tuple[int, str]]:
    """Return the steps after which the database is in another state, with that state.

    The first one is step 0: the beginning, where the database is empty.
    """
    path = [(0, EMPTY), *((row.step, row.state) for row in rows(course))]
    return path[:1] + [after for before, after in pairwise(path) if before[1] != after[1]]
