"""The rule that no exercise forgets to look: kept rows whose columns move are expected where they are then."""

from collections.abc import Iterator
from typing import Any

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.fixtures import Data
from stillroom.course.steps import EMPTY

Columns = set[tuple[str, str]]
"""The columns of a state, each as table and name."""


def forgotten_looks(course: Course, exercise: Exercise) -> Iterator[str]:
    """Yield a sentence for each state in which kept values have moved and no ``[[expect]]`` looks.

    Rows are followed as long as their columns are there. Where one is gone, and the state has
    columns that were not there before, the values may have gone into those.
    """
    states = course.states(exercise)
    looked_at = {expect.state for expect in exercise.definition.expect}
    for index, data in enumerate(exercise.definition.data):
        for state in _later(exercise, data.state) if data.kept else ():
            if state in looked_at or state == EMPTY:
                continue
            before, after = _columns(states[data.state]), _columns(states[state])
            gone = [name for name in _named(data) if (data.table, name) not in after]
            if gone and after - before:
                yield (
                    f"{exercise.folder / 'exercise.toml'}: data[{index}]: the rows of {data.table} "
                    f"are kept, but the state {state!r} has no {_what(data.table, gone[0], after)}; "
                    f"add an [[expect]] with state = {state!r} that says where its values are"
                )


def _later(exercise: Exercise, state: str) -> list[str]:
    """Return the other states that the steps name behind the first row with *state*."""
    order = [step.state for step in exercise.steps]
    behind = order[order.index(state) :] if state in order else order
    return [name for name in dict.fromkeys(behind) if name != state]


def _columns(metadata: Any) -> Columns:  # noqa: ANN401 - whatever a course author wrote
    return {
        (table.name, column.name) for table in metadata.tables.values() for column in table.columns
    }


def _named(data: Data) -> list[str]:
    """Return the columns that the rows of *data* fill."""
    return list(dict.fromkeys([*(name for row in data.rows for name in row), *data.null]))


def _what(table: str, column: str, columns: Columns) -> str:
    has_table = any(name == table for name, _ in columns)
    return f"column {table}.{column}" if has_table else f"table {table}"
