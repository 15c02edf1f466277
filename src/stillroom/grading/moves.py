"""The moves that steps are made of. Each returns the problem that it met, or None."""

from dataclasses import replace
from typing import Any

from stillroom.course.steps import LessonStep
from stillroom.databases.base import State, Store
from stillroom.diagnosis.context import Problem
from stillroom.errors import UnreadableDatabase
from stillroom.grading.expected_rows import expect_rows, expect_values, put_in, put_in_rows
from stillroom.grading.replay import Replay


def begin(replay: Replay, metadata: Any) -> None:  # noqa: ANN401 - whatever a course author wrote
    """Put the database where the exercise begins, if that is not an empty one.

    *metadata* is that of the state that Alembic has never seen; None where there is no such state.
    """
    legacy = replay.exercise.definition.begin.legacy
    if legacy is not None:
        replay.workspace.begin_with(metadata)
        replay.read()
        put_in(replay, legacy)


def load_problem(replay: Replay, step: LessonStep) -> Problem | None:
    """Load the revisions; those that were given and are frozen are as they were."""
    failure = replay.revisions.failure
    if failure:
        return replay.failed("load", step, failure)
    edited = replay.edited_given_revision
    return Problem("given", step, replay.state, revision=edited) if edited else None


def expect(replay: Replay, step: LessonStep, before: State | None = None) -> Problem | None:
    """Compare the database with the state that *step* promises; *before* is where it began."""
    if replay.is_at(step.state):
        return None
    return Problem("state", step, replay.state, before)


def look_again(replay: Replay, step: LessonStep) -> Problem | None:
    """Read the database: it is at the state of *step*, and the rows are as they were."""
    replay.read()
    return expect(replay, step) or expect_rows(replay, step)


def expect_record(replay: Replay, step: LessonStep) -> Problem | None:
    """Compare the heads of the history, and Alembic's own record, with what *step* says."""
    if step.heads is not None and len(replay.revisions.heads) != step.heads:
        return replay.too_many_heads(step)
    if step.version is None:
        return None
    heads = replay.revisions.heads
    expected = {"head": heads, "none": ()}.get(step.version, (step.version,))
    if set(expected) == set(replay.state.versions):
        return None
    return Problem("record", step, replay.state, detail=step.version)


def baseline(replay: Replay, step: LessonStep) -> tuple[str, State] | Problem:
    """Return the revision that builds the state of *step* where there is nothing yet, and what it builds.

    A database that is older than Alembic is stamped with it. Otherwise return the problem: how
    the first revision failed, or what it builds instead.
    """
    first: Problem | None = None
    for revision in replay.revisions.order:
        outcome, database = replay.workspace.run_on_empty("upgrade", revision)
        state = replay.read_from(database)
        if outcome.trouble:
            failed = replay.failed("upgrade", step, outcome, revision=revision)
            return first or replace(failed, found=state)
        if replay.states.is_state(step.state, state.schema):
            return revision, state
        first = first or Problem("state", step, state, revision=revision)
    return first or Problem("no-revision", step, replay.state)


def forward(replay: Replay, step: LessonStep) -> Problem | None:
    """Run the next revision alone; the last one by the very command of an upgrade step."""
    before, (revision, *later) = replay.state, replay.ahead()
    is_last = not later and step.argv == ["upgrade", "head"]
    outcome = replay.alembic("upgrade", "head" if is_last else revision)
    if outcome.trouble and len(replay.revisions.heads) > 1:
        return replay.too_many_heads(step)
    if outcome.trouble:
        return replay.failed("upgrade", step, outcome, before, revision)
    if revision not in replay.state.versions:
        return Problem("version", step, replay.state, before, revision=revision)
    replay.timeline.append((revision, replay.state))
    return put_in_rows(replay, step, revision) or expect_values(replay, step, revision)


def go_known_way(replay: Replay, step: LessonStep) -> Problem | None:
    """Run the revisions before the learner's own work by one command, where it is known what each does.

    Where that does not lead where it should, the database is as it was: they run one at a time.
    """
    has_one_each = len(replay.revisions.order) == len(replay.submission.revision_files)
    if replay.timeline or not has_one_each:
        return None
    known = replay.known_way.up_to(lambda state: _is_awaited(replay, step, state))
    if not known.leads(replay.revisions):
        return None
    database = replay.workspace.database
    handover, (last, expected) = database.handover(), known.stages[-1]
    outcome = replay.workspace.run("alembic", "upgrade", last)
    if outcome.trouble or not _holds(database, expected):
        database.take_back(handover, None)
        return None
    replay.read()
    replay.timeline += [(name, replay.as_expected(state)) for name, state in known.stages]
    return put_in_rows(replay, step, last) or expect_values(replay, step, last)


def _is_awaited(replay: Replay, step: LessonStep, state: State) -> bool:
    """Tell whether something is to be done at *state*: *step* ends there, or rows are put in or looked at."""
    definition, schema = replay.exercise.definition, replay.as_expected(state).schema
    looked_at = [each.state for each in definition.expect]
    tried_out = [each.state for each in definition.probe]
    names = {step.state, *replay.values.waiting, *looked_at, *tried_out}
    return any(replay.states.is_state(name, schema) for name in names)


def _holds(store: Store, expected: State) -> bool:
    """Tell whether *store* holds just what is *expected*."""
    try:
        return store.read() == expected
    except UnreadableDatabase:
        return False
