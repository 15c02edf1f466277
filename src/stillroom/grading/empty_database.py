"""What revisions leave in a database that was empty: tables, and no rows but those of the task."""

from collections.abc import Iterator

from stillroom.course.exercise import Definition
from stillroom.course.steps import EMPTY, LessonStep
from stillroom.databases.base import State
from stillroom.databases.row_changes import RowChange
from stillroom.diagnosis.context import Problem
from stillroom.grading.replay import Replay
from stillroom.schema.model import Table


def expect_no_rows(
    replay: Replay, step: LessonStep, state: State, revision: str | None = None
) -> Problem | None:
    """Look for rows in *state*, which revisions have left where nothing was before.

    *revision* is the one that brought them, where that is known.
    """
    changes = tuple(_rows(replay, state))
    if not changes:
        return None
    revision = revision or _brought_by(replay, changes[0].table)
    return Problem("rows", step, state, State(), revision, rows=changes)


def _rows(replay: Replay, state: State) -> Iterator[RowChange]:
    """Yield the rows of each table of which the exercise says something, and that it leaves empty."""
    definition = replay.exercise.definition
    judged = {data.table for data in definition.data}
    judged |= {expect.table for expect in definition.expect if expect.only}
    for name in sorted(judged - _given(replay)):
        table, rows = state.schema.tables.get(name), state.rows.get(name)
        if table is None or not rows or _asks_for_rows(definition, table):
            continue
        names = table.key
        key = tuple((column, rows[0].get(column)) for column in names)
        yield RowChange("added", name, len(rows), key=key)


def _given(replay: Replay) -> set[str]:
    """The tables that hold rows where the exercise begins, before the grader puts any in."""
    begin = replay.exercise.steps[0].state
    tables: set[str] = set()
    if begin == EMPTY or replay.exercise.definition.begin.legacy is not None:
        return tables  # no revision was given
    for _, state in replay.timeline:
        tables |= {name for name, rows in state.rows.items() if rows}
        if replay.states.is_state(begin, state.schema):
            break
    return tables


def _asks_for_rows(definition: Definition, table: Table) -> bool:
    """Tell whether rows are expected in *table* that the grader does not put in."""
    names = table.key
    put_in = [
        tuple(row.get(name) for name in names)
        for data in definition.data
        if data.table == table.name
        for row in data.rows
    ]
    return any(
        tuple(row.get(name) for name in names) not in put_in
        for expect in definition.expect
        if expect.table == table.name
        for row in expect.rows
    )


def _brought_by(replay: Replay, table: str) -> str | None:
    """Return the first revision after which *table* holds rows, where all began with nothing."""
    for revision in replay.revisions.order:
        outcome, database = replay.workspace.run_on_empty("upgrade", revision)
        if not outcome.trouble and replay.read_from(database).rows.get(table):
            return revision
    return None
