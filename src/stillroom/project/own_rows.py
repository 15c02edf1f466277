"""Whether the rows of the learner's own database are what the exercise leaves of those that it gave.

A revision that ran before it was right has written other values than it writes now, and no later
check sees that: it works on a database of its own. What is compared are the rows that the exercise
demands of every solution, so that a database that is begun anew always has them.
"""

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.table import beginning
from stillroom.databases.base import State
from stillroom.databases.registry import default_backend
from stillroom.databases.value_differences import ValueDifference
from stillroom.grading.beginning import TOKEN
from stillroom.grading.values import Values


def row_apart(course: Course, exercise: Exercise, state: State) -> ValueDifference | None:
    """Return the first row of *state*, the last one of *exercise*, that is gone or has another value."""
    last = exercise.steps[-1].state
    reached = {step.state for step in exercise.steps} - {beginning(course, exercise)}
    given = {data.state for data in exercise.definition.data} - reached
    values = Values(exercise, default_backend(), TOKEN, seeded=given)
    for expect in exercise.definition.expect:
        if expect.state != last or expect.table not in state.schema.tables:
            continue
        demanded = expect.model_copy(update={"only": False})  # a learner may add rows
        if found := values.differences(demanded, state):
            return found[0]
    return None
