"""What the grader does for each kind of step: one function a kind.

A function runs what the step runs, reads the database, and returns the problem that it met, or
None where the step is as the exercise promises. UnreadableDatabase is raised where the database
that is left cannot be read.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from stillroom.course.steps import EMPTY, Action, LessonStep
from stillroom.diagnosis.context import Problem
from stillroom.grading.empty_database import expect_no_rows
from stillroom.grading.expected_rows import expect_rows, expect_values
from stillroom.grading.moves import (
    baseline,
    expect,
    forward,
    go_known_way,
    load_problem,
    look_again,
)
from stillroom.grading.replay import Replay
from stillroom.grading.way_back import with_way_back
from stillroom.grading.who_wrote import DOWNGRADE
from stillroom.submission.revisions import History


def write_revision(replay: Replay, step: LessonStep) -> Problem | None:
    """The state holds, and a revision is there that leads on from it."""
    if problem := load_problem(replay, step):
        # Where nothing has run yet, the file is written: that it cannot be loaded is told by the
        # step that loads it.
        is_written = step.state == EMPTY and replay.submission.revision_files
        return None if is_written else problem
    if problem := _or_heads(replay, step, _reach(replay, step)) or expect_rows(replay, step):
        return problem
    return None if replay.ahead() else Problem("no-revision", step, replay.state)


def edit(replay: Replay, step: LessonStep) -> Problem | None:
    """The files can be loaded, and that alone changes nothing."""
    return load_problem(replay, step) or _begin(replay, step) or look_again(replay, step)


def upgrade(replay: Replay, step: LessonStep) -> Problem | None:
    """The revisions up to the target run, one at a time; the last one reaches the state."""
    replay.new_machine = None
    return (
        load_problem(replay, step)
        or _need_one_head(replay, step)
        or _need_a_revision(replay, step)
        or _run_to_target(replay, step)
        or expect(replay, step)
        or expect_rows(replay, step)
        or _run_at_once(replay, step)
        or _made_on_loading(replay, step)
    )


def downgrade(replay: Replay, step: LessonStep) -> Problem | None:
    """The command of the step leads back to its state, and keeps the rows of that state."""
    before, handover = replay.state, replay.workspace.database.handover()
    _make_new_machine(replay, step)
    target = _way_back(replay, step)
    if problem := _undone(replay, step, target):
        return with_way_back(replay, problem, before, handover, target[-1])
    return _undone_at_once(replay, step, target)


def _undone(replay: Replay, step: LessonStep, target: list[str]) -> Problem | None:
    before = replay.state
    outcome = replay.alembic("downgrade", *target)
    if outcome.trouble:
        return replay.failed("downgrade", step, outcome, before)
    if replay.state.versions == before.versions and before.versions:
        return Problem("version", step, replay.state, before)
    replay.timeline.append((DOWNGRADE, replay.state))
    return expect(replay, step, before) or expect_rows(replay, step) or expect_values(replay, step)


def merge(replay: Replay, step: LessonStep) -> Problem | None:
    """The files can be loaded, and they have one head: what the command writes is there."""
    return (
        load_problem(replay, step)
        or _begin(replay, step)
        or _need_one_head(replay, step)
        or look_again(replay, step)
    )


def stamp(replay: Replay, step: LessonStep) -> Problem | None:
    """The command moves Alembic's own record, and nothing else."""
    if problem := load_problem(replay, step):
        return problem
    target = step.argv[1:]
    if replay.exercise.definition.begin.legacy is not None and target == ["head"]:
        # The learner stamped when this revision was the newest; by now others follow it.
        first = baseline(replay, step)
        if isinstance(first, Problem):
            return first
        revision, state = first
        if problem := expect_no_rows(replay, step, state, revision):
            return problem
        target = [revision]
    outcome = replay.alembic("stamp", *target)
    if outcome.trouble:
        return replay.failed("look", step, outcome)
    for stamped in replay.state.versions:
        replay.timeline.append((stamped, replay.state))  # a way back may lead to it
    return expect(replay, step) or expect_rows(replay, step) or expect_values(replay, step)


def look(replay: Replay, step: LessonStep) -> Problem | None:
    """The command runs, and changes nothing."""
    if problem := _begin(replay, step):
        return problem
    outcome = replay.workspace.run("alembic", *step.argv)
    if outcome.trouble:
        return replay.failed("look", step, outcome)
    return look_again(replay, step)


def rest(replay: Replay, step: LessonStep) -> Problem | None:
    """At the head an upgrade has nothing left to do."""
    outcome = replay.alembic("upgrade", "head")
    if outcome.trouble:
        return replay.failed("upgrade", step, outcome)
    return look_again(replay, step)


def compare_models(replay: Replay, step: LessonStep) -> Problem | None:
    """What the models declare is the state, by the same comparison."""
    outcome = replay.workspace.create_models()
    if outcome.trouble:
        return replay.failed("models-load", step, outcome)
    replay.declared = replay.read_from(replay.workspace.models)
    if replay.states.is_state(step.state, replay.declared.schema):
        return None
    return Problem("models", step, replay.declared, replay.state)


ACTIONS: Mapping[Action, Callable[[Replay, LessonStep], Problem | None]] = {
    "revision": write_revision,
    "merge": merge,
    "edit": edit,
    "upgrade": upgrade,
    "downgrade": downgrade,
    "stamp": stamp,
    "look": look,
    "rest": rest,
    "models": compare_models,
}


def _begin(replay: Replay, step: LessonStep) -> Problem | None:
    """Bring the database to where the exercise begins, if its first row is no command that moves it.

    It is found by its state: whoever goes on from earlier work has revisions of other names.
    """
    begins_later = replay.exercise.definition.begin.revision is not None
    if not begins_later or step is not replay.exercise.steps[0]:
        return None
    return load_problem(replay, step) or _reach(replay, step)


def _reach(replay: Replay, step: LessonStep) -> Problem | None:
    """Run revisions, one at a time but for what is known of them, until the state of *step* is met."""
    if step is replay.exercise.steps[0] and (problem := go_known_way(replay, step)):
        return problem
    while not replay.is_at(step.state):
        if not replay.ahead():
            return Problem("state", step, replay.state)
        if problem := forward(replay, step):
            return problem
    return None


def _or_heads(replay: Replay, step: LessonStep, problem: Problem | None) -> Problem | None:
    """Return *problem*; or that of several heads, where one of them is the learner's and a state was missed."""
    if problem is None or problem.kind != "state" or len(replay.revisions.heads) < 2:
        return problem
    given = History.of_files(replay.exercise.given_revision_files)
    is_own = any(given.of(head) is None for head in replay.revisions.heads)
    return replay.too_many_heads(step) if is_own else problem


def _need_one_head(replay: Replay, step: LessonStep) -> Problem | None:
    return replay.too_many_heads(step) if len(replay.revisions.heads) > 1 else None


def _need_a_revision(replay: Replay, step: LessonStep) -> Problem | None:
    if replay.ahead() or replay.is_at(step.state):
        return None
    return Problem("state" if replay.revisions.order else "no-revision", step, replay.state)


def _run_to_target(replay: Replay, step: LessonStep) -> Problem | None:
    """Run the revisions that the command names: all of them, some, or those up to an id."""
    target = step.argv[-1]
    left = int(target) if target.startswith("+") else len(replay.ahead())
    while left and replay.ahead() and target not in replay.state.versions:
        if problem := forward(replay, step):
            return problem
        left -= 1
    return None


def _way_back(replay: Replay, step: LessonStep) -> list[str]:
    """Return the arguments of a downgrade: to the revision that first reached the state named."""
    if step.to is None:
        return step.argv[1:]
    for name, state in replay.timeline:
        if name != DOWNGRADE and replay.states.is_state(step.to, state.schema):
            return [name]
    return ["base"]


def _made_on_loading(replay: Replay, step: LessonStep) -> Problem | None:
    """Load everything on an empty database and run no revision: nothing is there then.

    It is asked once, where an exercise begins with nothing. Elsewhere what is made so comes too early.
    """
    begins_with_nothing = replay.exercise.steps[0].state == EMPTY
    if not begins_with_nothing or step is not replay.first_step("upgrade", "head"):
        return None
    _, database = replay.workspace.run_on_empty("downgrade", "base")
    state = replay.read_from(database)
    return Problem("made-on-loading", step, state) if state.schema.tables else None


def _run_at_once(replay: Replay, step: LessonStep) -> Problem | None:
    """Run all revisions by one command on an empty database, once: there they meet each other."""
    if step is not replay.first_step("upgrade", "head") or len(replay.revisions.order) < 2:
        return None
    outcome, database = replay.workspace.run_on_empty(*step.argv)
    if outcome.trouble:
        return replace(replay.failed("upgrade", step, outcome), on_empty=True)
    state = replay.read_from(database)
    if not replay.states.is_state(step.state, state.schema):
        return Problem("state", step, state, on_empty=True)
    replay.new_machine = database
    return expect_no_rows(replay, step, state)


def _make_new_machine(replay: Replay, step: LessonStep) -> None:
    """Run all revisions up to where the database is on an empty one, where no upgrade of the exercise did.

    It is needed only for a downgrade() that looks at what it finds.
    """
    earlier = replay.exercise.steps[: replay.exercise.steps.index(step)]
    if replay.new_machine or any(each.action == "downgrade" for each in earlier):
        return
    if len(replay.state.versions) != 1 or not _looks_at_rows(replay):
        return
    outcome, database = replay.workspace.run_on_empty("upgrade", *replay.state.versions)
    if not outcome.trouble and replay.read_from(database).schema == replay.state.schema:
        replay.new_machine = database


def _undone_at_once(replay: Replay, step: LessonStep, target: list[str]) -> Problem | None:
    """Go the same way back in the database that was empty, where a downgrade() looks at rows.

    One that only names operations does the same there.
    """
    database, before = replay.new_machine, replay.state
    if database is None or not _looks_at_rows(replay):
        return None
    outcome = replay.workspace.run_on(database, "downgrade", *target)
    if outcome.trouble:
        return replace(replay.failed("downgrade", step, outcome, before), on_empty=True)
    state = replay.read_from(database)
    if replay.states.is_state(step.state, state.schema):
        return None
    return Problem("state", step, state, before, on_empty=True)


def _looks_at_rows(replay: Replay) -> bool:
    """Tell whether a downgrade() has other code than operations, which may depend on what is there."""
    return any(file.decides("downgrade") for file in replay.context().history)
