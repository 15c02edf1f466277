"""The rows that an exercise puts in, and the rows and values that it expects: they are compared with what is there."""

from stillroom.course.fixtures import Probe
from stillroom.course.steps import LessonStep
from stillroom.databases.base import FailedStatement, RefusedRow
from stillroom.databases.row_changes import RowChange
from stillroom.diagnosis.context import Problem
from stillroom.errors import GraderFault
from stillroom.grading.followed_rows import FollowedRows
from stillroom.grading.looks import look_at_probe, look_at_values
from stillroom.grading.replay import Replay
from stillroom.grading.unasked_rows import rows_in_new_tables
from stillroom.grading.who_wrote import DOWNGRADE, written_by


def expect_rows(replay: Replay, step: LessonStep) -> Problem | None:
    """Look whether the rows that the grader put in are all there, unchanged."""
    changed = replay.rows.changes(replay.state)
    if not changed:
        return None
    before = replay.rows.baseline
    revision = _harmed_by(replay, changed[0])
    return Problem("rows", step, replay.state, before, revision, rows=tuple(changed))


def _harmed_by(replay: Replay, change: RowChange) -> str | None:
    """Return the revision after which *change* was there, and stayed."""
    harmed_by = None
    for revision, state in reversed(replay.timeline[replay.rows.since :]):
        if revision == DOWNGRADE or not replay.rows.has(change, state):
            break
        harmed_by = revision
    return harmed_by


def expect_values(replay: Replay, step: LessonStep, revision: str | None = None) -> Problem | None:
    """Compare the values of the state that was reached with those that are expected there.

    *revision* is the one that led there.
    """
    for expect in replay.exercise.definition.expect:
        if _is_judged_at(replay, expect.state, step):
            differences = replay.values.differences(expect, replay.state)
            replay.looks.append(look_at_values(expect, differences))
            if differences:
                later = replay.timeline[replay.rows.since :]
                revision = written_by(differences[0], replay.timeline, later) or revision
                return expect_rows(replay, step) or Problem(
                    "values", step, replay.state, replay.rows.baseline, revision,
                    values=tuple(differences),
                )  # fmt: skip
    for probe in replay.exercise.definition.probe:
        if _is_judged_at(replay, probe.state, step):
            refusal = tried_out(replay, probe)
            replay.looks.append(look_at_probe(probe, refusal))
            if (refusal is None) != (probe.outcome == "accepted"):
                return Problem(
                    "probe",
                    step,
                    replay.state,
                    revision=revision,
                    detail=refusal or "",
                    probe=probe,
                )
    return None


def tried_out(replay: Replay, probe: Probe) -> str | None:
    """Return why the database refuses *probe*, or None where it does not.

    It is a statement that can be carried out at its state, so what stops it is in the rows.
    """
    try:
        return replay.workspace.database.try_out(probe.statement(replay.values.higher))
    except FailedStatement as error:
        if probe.outcome == "accepted":
            return str(error)
        place = replay.exercise.folder / "exercise.toml"
        raise GraderFault(
            f"{place}: probe of {probe.state!r}: {probe.says} is refused by no rule: {error}"
        ) from error


def put_in_rows(replay: Replay, step: LessonStep, revision: str) -> Problem | None:
    """Put in the rows of a state that is reached for the first time, by *revision*."""
    for name in replay.values.waiting:
        if not replay.is_at(name):
            continue
        if problem := expect_rows(replay, step) or _expect_empty(replay, name, step, revision):
            return problem
        put_in(replay, name)
    return None


def _expect_empty(replay: Replay, name: str, step: LessonStep, revision: str) -> Problem | None:
    """Look whether the new tables that get rows at the state *name* have none yet."""
    if step is replay.exercise.steps[0] and replay.exercise.given_revision_files:
        return None  # what was given may fill its tables
    older = replay.rows.baseline or replay.began
    changes = tuple(
        rows_in_new_tables(replay.exercise.definition, name, older.schema, replay.state)
    )
    return Problem("rows", step, replay.state, older, revision, rows=changes) if changes else None


def put_in(replay: Replay, name: str) -> None:
    """Put in the rows of the state *name*, which the database is at."""
    try:
        replay.values.put_in(name, replay.workspace.database)
    except RefusedRow as error:
        if _missed_before(replay, name):
            return  # these rows may need those of a state that was passed over
        place = replay.exercise.folder / "exercise.toml"
        raise GraderFault(
            f"{place}: data of {name!r}: the database refuses a row: {error}"
        ) from error
    replay.read()
    replay.rows = FollowedRows(replay.state, replay.values.released(), len(replay.timeline))


def _is_judged_at(replay: Replay, name: str, step: LessonStep) -> bool:
    """Tell whether the database is at the state *name*, and came there as the steps say.

    Where a state was passed over, that is what is wrong, and not the values.
    """
    return replay.is_at(name) and (name == step.state or not _missed_before(replay, name))


def _missed_before(replay: Replay, name: str) -> bool:
    """Tell whether rows still wait for a state that the steps name before *name*."""
    order = list(dict.fromkeys(step.state for step in replay.exercise.steps))
    earlier = order[: order.index(name)] if name in order else []
    return any(waiting in earlier for waiting in replay.values.waiting)
