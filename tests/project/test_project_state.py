"""What is known of a project, from values alone: its snapshots and the answers of its checks."""

from dataclasses import replace
from typing import Literal

import pytest

from stillroom.course.course import Course
from stillroom.project.check_on_save import Checked
from stillroom.project.declared import Declared
from stillroom.project.project_state import ProjectState
from stillroom.project.snapshot import Snapshot
from stillroom.results.provenance import NOTHING_RUN
from stillroom.results.record import Result
from stillroom.schema.model import Schema
from tests.support.snapshots import revision, snapshot

pytestmark = pytest.mark.fast
A = revision("a")
PETS = snapshot(A, at="a", tables="pets(id)")


def result(verdict: Literal["passed", "failed"]) -> Result:
    return Result(
        schema="stillroom/result/v1", submission="project", exercise="01-add-users", title="Users",
        verdict=verdict, points=5, max_points=5, sandbox="none", isolation=NOTHING_RUN,
        seconds=0.0, findings=(),
    )  # fmt: skip


def test_a_snapshot_is_taken_over_with_its_events(course: Course) -> None:
    state = ProjectState(course, snapshot(A))
    assert (state.words, state.log.events) == ("empty", [])
    assert state.take_snapshot(PETS)
    assert not state.take_snapshot(PETS)
    (event,) = state.log.events
    assert (event.kind, event.state, state.words) == ("upgrade", "pets(id)", "pets(id)")


@pytest.mark.parametrize(
    "unread", [replace(PETS, busy=True, schema=None, versions=(), exists=False), Snapshot()]
)
def test_a_database_that_was_not_read_is_as_it_was(course: Course, unread: Snapshot) -> None:
    state = ProjectState(course, PETS)
    state.take_snapshot(unread)
    assert state.words == "pets(id)"
    assert (state.snapshot.versions, state.snapshot.exists) == (("a",), True)


def test_a_check_that_passed_is_an_event_once(course: Course) -> None:
    state = ProjectState(course, snapshot(A))
    checked = Checked(result("passed"), course.exercises[0], True, (A,))
    state.take_checked(checked)
    state.take_checked(replace(checked, newly_passed=False))
    assert [event.text for event in state.log.events] == ["01-add-users is passed: 5 points."]
    assert (state.has_passed, state.passed_digests) == (True, frozenset("a"))


def test_a_check_without_a_result_leaves_the_last_one(course: Course) -> None:
    state = ProjectState(course, snapshot(A))
    passed = Checked(result("passed"), course.exercises[0], False, (A,))
    for checked in (passed, Checked(), Checked(trouble="No check: full disk.")):
        state.take_checked(checked)
    assert state.checked == passed
    assert [event.text for event in state.log.events] == ["No check: full disk."]
    state.take_checked(Checked(result("failed"), course.exercises[0], False, ()))
    assert (state.has_passed, state.passed_digests) == (False, frozenset("a"))


def test_what_the_models_declare_stays_while_the_project_changes(course: Course) -> None:
    state = ProjectState(course, snapshot(A))
    state.take_declared(Declared(Schema()))
    state.take_snapshot(PETS)
    state.take_declared(Declared())
    assert state.declared == Declared(Schema())
    state.take_declared(Declared(PETS.schema))
    assert state.log.events[-1].kind == "models"
    assert state.log.events[-1].state == "pets(id)"


def test_forgetting_begins_with_what_is_there(course: Course) -> None:
    state = ProjectState(course, Snapshot())
    state.take_snapshot(snapshot(A))
    state.forget()
    assert state.log.events == []
    assert [followed.status for followed in state.table][:3] == ["earlier", "earlier", ""]


def test_an_exercise_that_was_laid_is_the_last_event(course: Course) -> None:
    first, second = course.exercises[:2]
    state = ProjectState(course, Snapshot(), first)
    state.begin(snapshot(A), second.id)
    state.begin(snapshot(A), second.id)
    assert [event.text for event in state.log.events] == [
        f"{second.id} was begun.",
        "A reset or an undo has changed the project.",
    ]
