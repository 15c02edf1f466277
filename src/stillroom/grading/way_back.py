"""What each downgrade() of a longer way back has done."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from stillroom.databases.base import Handover, State
from stillroom.diagnosis.context import Problem
from stillroom.grading.replay import Replay
from stillroom.grading.who_wrote import has_value


def with_way_back(
    replay: Replay, problem: Problem, before: State, handover: Handover, target: str
) -> Problem:
    """Return *problem* with what each downgrade() did on the way back to *target*.

    The way back is gone again, one revision at a time, on a copy of the database as it was before:
    *before* is its state.
    """
    order = replay.revisions.order
    here = next((order.index(name) for name in before.versions if name in order), -1)
    last = order.index(target) if target in order else -1 if target == "base" else here - 1
    way = tuple(_steps_back(replay, order[max(last + 1, 0) : here + 1], handover))
    revision = order[here] if here >= 0 and here == last + 1 else problem.revision
    for undone, state in reversed(way):
        if not _has_problem(replay, problem, state):
            break
        revision = undone
    return replace(problem, way_back=way, revision=revision)


def _steps_back(
    replay: Replay, revisions: Sequence[str], handover: Handover
) -> Iterator[tuple[str, State]]:
    """Yield each of *revisions*, the last one first, with the state after its downgrade().

    It ends where one fails, or where a history with branches cannot be gone back so.
    """
    if len(revisions) < 2:
        return
    store = replay.workspace.copy(handover)
    position = replay.revisions.order.index(revisions[0])
    older = (
        [*replay.revisions.order[:position][-1:], *revisions] if position else ["base", *revisions]
    )
    for parent, revision in reversed(list(pairwise(older))):
        outcome = replay.workspace.run_on(store, "downgrade", parent)
        state = replay.read_from(store)
        if outcome.trouble or set(state.versions) != ({parent} - {"base"}):
            return
        yield revision, state


def _has_problem(replay: Replay, problem: Problem, state: State) -> bool:
    """Tell whether what *problem* says of rows or values is so at *state*, too."""
    if problem.rows:
        return replay.rows.has(problem.rows[0], state)
    return bool(problem.values) and has_value(problem.values[0], state)
