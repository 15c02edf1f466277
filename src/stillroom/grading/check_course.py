"""Whether an exercise can be graded as its author wrote it: its names, rows and probes fit its own schemas."""

from collections.abc import Iterator
from contextlib import closing
from functools import cache
from itertools import chain

from stillroom.course import survivors
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.fixtures import Cell, Data
from stillroom.course.unmade_rows import unmade_rows
from stillroom.databases.base import Backend, FailedStatement, RefusedRow, Store
from stillroom.databases.expected import states
from stillroom.databases.registry import default_backend
from stillroom.databases.runnable import need_to_run, why_not_here
from stillroom.errors import StillroomError, UnreadableDatabase
from stillroom.grading.check_names import broken_names
from stillroom.grading.packages import need_packages
from stillroom.grading.values import Values
from stillroom.sandbox.tempdir import TemporaryFolder
from stillroom.schema.model import Table
from stillroom.util.text import clean

PLACEHOLDER = "0123456789ab"
"""What stands for ``{token}`` here; it is as long as a real one."""


def check_course(course: Course) -> None:
    """Check the fixtures of every exercise that can be run here; raises StillroomError for the first that does not fit."""
    for exercise in course:
        if why_not_here(exercise) is None:
            check_fixtures(course, exercise)


@cache
def check_fixtures(course: Course, exercise: Exercise) -> None:
    """Create the schemas of *exercise* and put its rows in; raises StillroomError for what fails.

    It is done once for an exercise in a process. An exercise that is not one of this kind of database
    is an error too, and so is a package of the course that is not here.
    """
    need_to_run(exercise)
    need_packages(course)
    states(course, exercise)
    survivors.declared(exercise)
    for key, sentence in chain(
        broken_names(exercise),
        _broken_fixtures(course, exercise, default_backend()),
        unmade_rows(exercise, course.states(exercise)),
    ):
        raise StillroomError(f"{exercise.folder / 'exercise.toml'}: {key}: {clean(sentence, 300)}")


def _broken_fixtures(
    course: Course, exercise: Exercise, backend: Backend
) -> Iterator[tuple[str, str]]:
    """Yield each key whose rows or statement the expected schemas do not take as it says."""
    definition = exercise.definition
    named = dict.fromkeys(
        [*(data.state for data in definition.data), *(probe.state for probe in definition.probe)]
    )
    for state in named:
        metadata = course.states(exercise).get(state)
        with closing(TemporaryFolder()) as private:
            store = backend.open(private.path)
            if metadata is not None:
                store = backend.build(metadata, private.path)
            left_out: dict[str, bool] = {}
            yield from _refused_rows(exercise, state, store, backend, left_out)
            yield from _other_outcomes(
                exercise, state, store, are_rows_known=not any(left_out.values())
            )


def _refused_rows(
    exercise: Exercise, state: str, store: Store, backend: Backend, left_out: dict[str, bool]
) -> Iterator[tuple[str, str]]:
    """Put in the rows of the states on the way to *state*, and then its own, of which each must fit.

    *left_out* takes the tables whose earlier rows fit no more, because the lesson changes them, and
    whether some of these rows are kept: what they are then is not known here.
    """
    values = Values(exercise, backend, PLACEHOLDER)
    data = exercise.definition.data
    order = list(dict.fromkeys(step.state for step in exercise.steps))
    earlier = order[: order.index(state)] if state in order else []
    tables = store.read().schema.tables
    for index in sorted(range(len(data)), key=lambda index: data[index].state == state):
        if data[index].state not in (*earlier, state):
            continue
        table = data[index].table
        try:
            values.put_in_one(data[index], store)
        except (RefusedRow, UnreadableDatabase) as error:
            needs = {key.table for key in tables[table].foreign_keys} if table in tables else set()
            if data[index].state == state and needs.isdisjoint(left_out):
                place = _refused(values, data[index], store)
                yield f"data[{index}]{place}", f"the state {state!r} refuses a row: {error}"
            rows = _as_expected(exercise, data[index], state, tables.get(table))
            try:
                values.put_in_rows(table, rows, store)
            except (RefusedRow, UnreadableDatabase):
                left_out[table] = left_out.get(table, False) or data[index].kept


def _refused(values: Values, data: Data, store: Store) -> str:
    """Return the place of the first of the rows of *data* that cannot be put in."""
    for position, row in enumerate(data.filled):
        try:
            values.put_in_rows(data.table, [row], store)
        except (RefusedRow, UnreadableDatabase):
            return f".rows[{position}]"
    return ""


def _as_expected(
    exercise: Exercise, data: Data, state: str, table: Table | None
) -> list[dict[str, Cell | None]]:
    """Return the rows of *data* as they are at the later *state*, as far as the exercise says it."""
    columns = table.column_names if table else ()
    key = table.key if table else ()
    expected = {
        tuple(row.get(name) for name in key): row
        for expect in exercise.definition.expect
        if (expect.state, expect.table) == (state, data.table)
        for row in expect.filled
    }
    return [
        {name: value for name, value in row.items() if name in columns}
        | expected.get(tuple(row.get(name) for name in key), {})
        for row in data.filled
    ]


def _other_outcomes(
    exercise: Exercise, state: str, store: Store, *, are_rows_known: bool
) -> Iterator[tuple[str, str]]:
    """Try each probe of *state*; which rule refuses it may depend on rows that are not here."""
    for index, probe in enumerate(exercise.definition.probe):
        if probe.state != state:
            continue
        try:
            refusal = store.try_out(probe.statement())
        except FailedStatement as error:
            yield f"probe[{index}].sql", f"at the state {state!r} it cannot be carried out: {error}"
            continue
        if are_rows_known and (refusal is None) != (probe.outcome == "accepted"):
            found = "is accepted" if refusal is None else f"is refused: {refusal}"
            yield (
                f"probe[{index}]",
                f"outcome is {probe.outcome!r}, but at the state {state!r} it {found}",
            )
