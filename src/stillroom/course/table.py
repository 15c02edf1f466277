"""The lesson's table: every step of its exercises once, and where the state of the database changes.

The numbers of steps belong to an exercise. Exercises whose numbers go on from the one before share
a table; an exercise whose first step is number 1 begins one of its own. The first table is the
lesson that the course begins with.
"""

from collections.abc import Sequence
from itertools import pairwise

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.steps import EMPTY, LessonStep


class TableStep(LessonStep):
    """A step of the lesson's table, and the exercise that has it first."""

    exercise: str
    exercises: tuple[str, ...]
    """All that give points for it: a later one may have it done again."""

    def is_of(self, exercise: str) -> bool:
        """Tell whether it is a step of *exercise*: of the first that has it, or of one that gives points for it."""
        return exercise == self.exercise or exercise in self.exercises


def tables(course: Course) -> list[list[Exercise]]:
    """Return the exercises of *course*, those that share a table together."""
    shared: list[list[Exercise]] = []
    for exercise in course:
        if not shared or exercise.steps[0].step == 1:
            shared.append([])
        shared[-1].append(exercise)
    return shared


def lesson_exercises(course: Course) -> list[Exercise]:
    """Return the exercises of the table that *course* begins with."""
    return tables(course)[0]


def sharing_with(course: Course, exercise: Exercise | None) -> list[Exercise]:
    """Return the exercises that share a table with *exercise*; without one, those of the first table."""
    all_tables = tables(course)
    return next((shared for shared in all_tables if exercise in shared), all_tables[0])


def beginning(course: Course, exercise: Exercise) -> str:
    """Return the state of the database that *exercise* begins with."""
    definition = exercise.definition
    if definition.begin.revision and definition.after:
        return course.find(definition.after).steps[-1].state
    return definition.begin.legacy or EMPTY


def table_steps(course: Course) -> list[TableStep]:
    """Return the steps of the table that *course* begins with, as ``steps_of`` has them."""
    return steps_of(lesson_exercises(course))


def steps_of(exercises: Sequence[Exercise]) -> list[TableStep]:
    """Return each step of *exercises* as the first of them with its number has it, by number.

    The steps that only compare the models have no place in the table and are left out.
    """
    first: dict[int, TableStep] = {}
    for exercise in exercises:
        for step in exercise.steps:
            if step.run != "models":
                ids = tuple(each.id for each in exercises if _counts(each, step.step))
                table_step = TableStep(**step.model_dump(), exercise=exercise.id, exercises=ids)
                first.setdefault(step.step, table_step)
    return [first[number] for number in sorted(first)]


def _counts(exercise: Exercise, number: int) -> bool:
    """Tell whether *exercise* gives points for the step *number* itself, beside what the models are worth."""
    return any(s.step == number and s.points and s.run != "models" for s in exercise.steps)


def tracker(course: Course, exercise: Exercise | None = None) -> list[tuple[int, str]]:
    """Return the numbers of the steps after which the database is in another state, with that state.

    They are those of the table that has *exercise*, or of the first one. The first entry is step 0:
    the beginning.
    """
    exercises = sharing_with(course, exercise)
    steps = steps_of(exercises)
    path = [
        (0, beginning(course, exercises[0])),
        *((step.step, step.state) for step in steps),
    ]
    return path[:1] + [after for before, after in pairwise(path) if before[1] != after[1]]
