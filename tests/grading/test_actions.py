"""What the grader does for each kind of step, on simulated submissions: no process is started."""

from copy import copy
from dataclasses import replace
from typing import Any, cast, get_args

import pytest

from stillroom.course.course import Course
from stillroom.course.exercise import Begin
from stillroom.course.fixtures import Probe
from stillroom.course.steps import Action
from stillroom.databases.base import FailedStatement, State
from stillroom.databases.expected import States, states
from stillroom.diagnosis.context import Problem
from stillroom.errors import GraderFault
from stillroom.grading.actions import ACTIONS
from stillroom.grading.expected_rows import tried_out
from stillroom.grading.replay import Replay
from stillroom.grading.revision_list import MOST_REVISIONS, TOO_MANY
from stillroom.grading.workspace import Workspace
from stillroom.sandbox.outcome import ReportedError
from stillroom.schema.model import Schema
from stillroom.submission.intake import MOST_FILES, TOO_MANY_FILES, Submission
from tests.support.simulation import SimulatedWorkspace

WRONG = ReportedError("OperationalError", "it went wrong")


@pytest.fixture(scope="module")
def expected(course: Course) -> States:
    """The states of the whole course."""
    return states(course, course.exercises[-1])


def replay(course: Course, name: str, expected: States, workspace: SimulatedWorkspace) -> Replay:
    """Return a replay of an exercise that has not begun."""
    files = {f"migrations/versions/{revision}.py": b"" for revision in workspace.schemas}
    submission = Submission("somebody", files, {})
    simulated = cast(Workspace, workspace)
    return Replay(submission, course.find(name), expected, simulated)


def run(replay: Replay) -> list[tuple[str, Problem | None]]:
    """Run the steps until one has a problem; return the action of each, with its problem."""
    done: list[tuple[str, Problem | None]] = []
    for step in replay.exercise.steps:
        done.append((step.action, ACTIONS[step.action](replay, step)))
        if done[-1][1] is not None:
            break
        replay.rows.moved_on(replay.state, len(replay.timeline))
    return done


def last(replay: Replay) -> tuple[str, str, Problem]:
    """Run the steps; return the action and kind of the problem that ends them, and the problem."""
    action, problem = run(replay)[-1]
    assert problem is not None
    return action, problem.kind, problem


def solved(expected: States, **changes: Any) -> SimulatedWorkspace:  # noqa: ANN401 - any member
    """Return the reference solution of the whole course, with *changes*."""
    schemas = {"one": expected["users"], "two": expected["users + email"]}
    return SimulatedWorkspace(**{"schemas": schemas, "declared": schemas["two"], **changes})


@pytest.mark.parametrize("name", ["02", "03", "04"])
def test_the_solution_has_no_problem(course: Course, expected: States, name: str) -> None:
    """Every action of every step ends well."""
    done = run(replay(course, name, expected, solved(expected)))
    assert [action for action, _ in done] == [step.action for step in course.find(name).steps]
    assert [problem for _, problem in done if problem] == []


def test_nothing_is_there(course: Course, expected: States) -> None:
    """Without a revision there is none to lead on."""
    empty = SimulatedWorkspace({})
    assert last(replay(course, "01", expected, empty))[:2] == ("revision", "no-revision")


def test_a_history_that_is_too_long_is_told_when_it_is_loaded(
    course: Course, expected: States
) -> None:
    """It is not graded up to some place in it."""
    schemas = {str(number): expected["users"] for number in range(MOST_REVISIONS + 1)}
    _, kind, problem = last(replay(course, "01", expected, SimulatedWorkspace(schemas)))
    assert problem.trouble is not None
    assert (kind, problem.trouble.kind) == ("load", TOO_MANY)
    assert problem.trouble.message == "251 revisions; at most 250 are graded"


def test_files_that_were_not_taken_may_be_revisions(course: Course, expected: States) -> None:
    """Nothing is said of revisions that were not all seen."""
    begun = replay(course, "01", expected, solved(expected))
    begun.submission = replace(begun.submission, left_out={"app/x.py": TOO_MANY_FILES})
    _, kind, problem = last(begun)
    assert problem.trouble is not None
    assert (kind, problem.trouble.kind) == ("load", TOO_MANY)
    assert f"the {MOST_FILES} files that are taken" in problem.trouble.message


def test_a_probe_that_no_rule_refuses_is_no_verdict(
    course: Course, expected: States, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A statement that cannot be carried out is a fault of the exercise, where it must be refused."""
    begun = replay(course, "01", expected, solved(expected))

    def fails(_sql: str) -> None:
        raise FailedStatement("no such function: f")

    monkeypatch.setattr(begun.workspace.database, "try_out", fails, raising=False)
    probe = Probe(state="users", sql="SELECT f()", outcome="refused", says="an empty name")
    with pytest.raises(
        GraderFault, match=r"probe of 'users': an empty name is refused by no rule: no"
    ):
        tried_out(begun, probe)
    accepted = probe.model_copy(update={"outcome": "accepted"})
    assert tried_out(begun, accepted) == "no such function: f"


def test_files_that_cannot_be_loaded_are_told_by_the_step_that_loads_them(
    course: Course, expected: States
) -> None:
    """The first revision was written; the step that edits it needs it loaded."""
    broken = solved(expected, errors={"revisions": ReportedError("SyntaxError", "invalid")})
    action, kind, problem = last(replay(course, "01", expected, broken))
    assert (action, kind) == ("edit", "load")
    assert problem.trouble and problem.trouble.kind == "SyntaxError"


def test_a_reserved_id_is_a_load_problem(course: Course, expected: States) -> None:
    """Alembic would load it and do nothing."""
    reserved = SimulatedWorkspace({"head": expected["users"]})
    assert last(replay(course, "01", expected, reserved))[:2] == ("edit", "load")


@pytest.mark.parametrize(("begin", "kind"), [(Begin(revision="0001"), None), (Begin(), "state")])
def test_an_exercise_can_begin_with_a_row_that_moves_nothing(
    course: Course, expected: States, begin: Begin, kind: str | None
) -> None:
    """The database stands there already; without such a beginning it is empty."""
    exercise = copy(course.find("02"))
    edit = exercise.steps[1]
    exercise.definition = exercise.definition.model_copy(update={"begin": begin, "steps": [edit]})
    replay = Replay(
        Submission("somebody", {"migrations/versions/one.py": b""}, {}),
        exercise, expected, cast(Workspace, solved(expected)),
    )  # fmt: skip
    (action, problem), *more = run(replay)
    assert (action, problem and problem.kind, more) == ("edit", kind, [])
    assert [revision for revision, _ in replay.timeline] == (["one"] if kind is None else [])


def test_heads_stay_a_list(course: Course, expected: States) -> None:
    """An id may hold a comma and a blank: two heads are two."""
    branched = solved(expected, heads=["users, v1", "two"])
    problem = last(replay(course, "02", expected, branched))[2]
    assert (problem.kind, problem.heads) == ("heads", ("users, v1", "two"))


def test_an_upgrade_that_fails_names_the_revision(course: Course, expected: States) -> None:
    """It is the revision that was to run next."""
    failing = solved(expected, errors={"alembic upgrade head": WRONG})
    action, kind, problem = last(replay(course, "02", expected, failing))
    assert (action, kind, problem.revision) == ("upgrade", "upgrade", "two")


def test_an_upgrade_that_is_not_recorded(course: Course, expected: States) -> None:
    """The version must move with the revision."""

    class Forgetful(SimulatedWorkspace):
        def _move(self, store: Any, *arguments: str) -> None:  # noqa: ANN401 - as its base
            super()._move(store, *arguments)
            store.state = State(store.state.schema)

    forgetful = Forgetful({"one": expected["users"]})
    assert last(replay(course, "01", expected, forgetful))[:2] == ("upgrade", "version")


def test_a_state_that_is_not_reached(course: Course, expected: States) -> None:
    """All revisions ran, and the database is somewhere else."""
    workspace = SimulatedWorkspace({"one": Schema()})
    action, kind, problem = last(replay(course, "01", expected, workspace))
    assert (action, kind, problem.found.versions) == ("upgrade", "state", ("one",))


def test_revisions_that_cannot_run_in_one_command(course: Course, expected: States) -> None:
    """One at a time they pass; together, on an empty database, they do not."""

    class Together(SimulatedWorkspace):
        def run_on_empty(self, *arguments: str) -> Any:  # noqa: ANN401 - as its base
            self.errors = {"alembic upgrade head": WRONG}
            return super().run_on_empty(*arguments)

    schemas = {"one": expected["users"], "two": expected["users + email"]}
    assert last(replay(course, "02", expected, Together(schemas)))[:2] == ("upgrade", "upgrade")


def test_all_revisions_run_together_only_once(course: Course, expected: States) -> None:
    """A later step back and forth does not repeat it."""
    workspace = solved(expected)
    steps = replay(course, "04", expected, workspace)
    assert run(steps)[-1][1] is None
    on_empty = [command for command in workspace.commands if command == "alembic upgrade head"]
    upgrades = [step for step in steps.exercise.steps if step.action in ("upgrade", "rest")]
    assert len(on_empty) == len(upgrades) + 1


def test_lost_rows_are_told_with_the_revision(course: Course, expected: States) -> None:
    """The rows that the grader put in between must still be there."""
    losing = solved(expected, loses_rows=["alembic upgrade head"])
    action, kind, problem = last(replay(course, "02", expected, losing))
    assert (action, kind, problem.revision) == ("upgrade", "rows", "two")
    assert [change.kind for change in problem.rows] == ["lost"]


def test_a_step_back_that_leaves_something(course: Course, expected: States) -> None:
    """The downgrade ran, and the state is not the one before."""
    stuck = solved(expected, back={"two": expected["users + email"]})
    action, kind, problem = last(replay(course, "03", expected, stuck))
    assert (action, kind) == ("downgrade", "state")
    assert problem.before is not None


def test_a_step_back_that_fails(course: Course, expected: States) -> None:
    """Its error is the problem."""
    failing = solved(expected, errors={"alembic downgrade -1": WRONG})
    assert last(replay(course, "03", expected, failing))[:2] == ("downgrade", "downgrade")


def test_a_look_that_fails(course: Course, expected: States) -> None:
    """Nothing of it is read then."""
    failing = solved(expected, errors={"alembic history": WRONG})
    failing.schemas = {"one": expected["users"]}
    assert last(replay(course, "01", expected, failing))[:2] == ("look", "look")


def test_models_that_disagree(course: Course, expected: States) -> None:
    """The revisions are right, and the models declare something else."""
    apart = solved(expected, declared=expected["users"])
    action, kind, problem = last(replay(course, "02", expected, apart))
    assert (action, kind) == ("models", "models")
    assert problem.found.schema == expected["users"]


def test_models_that_cannot_be_loaded(course: Course, expected: States) -> None:
    """Their error is the problem."""
    broken = solved(expected, errors={"models": WRONG})
    assert last(replay(course, "02", expected, broken))[:2] == ("models", "models-load")


def test_every_kind_of_step_has_an_action() -> None:
    """The course can name no step that the grader does not know."""
    assert set(ACTIONS) == set(get_args(Action))
