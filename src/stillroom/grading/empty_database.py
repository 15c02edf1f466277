"""What revisions leave in a database that was empty: tables, and no rows but those of the task."""

from collections.abc import Iterator

from stillroom.course.steps import EMPTY, LessonStep
from stillroom.databases.base import State
from stillroom.databases.row_changes import RowChange
from stillroom.diagnosis.context import Problem
from stillroom.grading.replay import Replay
from stillroom.grading.unasked_rows import unasked_rows


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
        yield from unasked_rows(definition, name, state)


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


def _brought_by(replay: Replay, table: str) -> str | None:
    """Return the first revision after which *table* holds rows, where all began with nothing."""
    for revision in replay.revisions.order:
        outcome, database = replay.workspace.run_on_empty("upgrade", revision)
        if not outcome.trouble and replay.read_from(database).rows.get(table):
            return revision
    return None
