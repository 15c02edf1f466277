"""Which steps of the lesson are done: told from snapshots and events alone."""

from dataclasses import replace

import pytest

from stillroom.course.course import Course
from stillroom.databases.expected import States, states
from stillroom.project.events import Event
from stillroom.project.lesson_progress import begin, begin_again, enter, fill, frontier, given_to
from stillroom.project.snapshot import Snapshot, revisions
from tests.support.snapshots import revision, snapshot

pytestmark = pytest.mark.fast
A, B, EMPTY = revision("a"), revision("b", "a"), revision("a", empty=True)


@pytest.fixture(scope="module")
def known(course: Course) -> States:
    """The states of the whole course."""
    return states(course, course.exercises[-1])


@pytest.mark.parametrize(
    ("shown", "done"),
    [
        (Snapshot(), 0),
        (snapshot(EMPTY), 1),
        (snapshot(A), 2),
        (snapshot(A, B), 2),
        (snapshot(tables="pets(id, name)"), 0),
    ],
)
def test_what_a_project_shows_is_done(
    course: Course, known: States, shown: Snapshot, done: int
) -> None:
    """From the first step on, without a gap."""
    table = fill(begin(course), shown, known)
    assert [followed.status for followed in table] == ["earlier"] * done + [""] * (10 - done)
    assert frontier(table) == done
    assert fill(table, shown, known) == table


def test_a_step_that_leaves_no_trace_is_done_with_the_one_before(
    course: Course, known: States
) -> None:
    table, _ = enter(begin(course), [Event("upgrade", "Up", state="users")], set())
    table = fill(table, Snapshot(), known)
    look = table[3]
    assert (look.step.action, look.status, look.state) == ("look", "met", "users")


def test_after_the_last_step_none_is_next(course: Course) -> None:
    ways = [("upgrade", "users + email"), ("downgrade", "users"), ("upgrade", "users + email")]
    table, _ = enter(begin(course), [Event(kind, "", state=state) for kind, state in ways], set())  # type: ignore[arg-type]
    assert frontier(table) == 9
    assert frontier(table[:9]) is None


def test_a_revision_that_appears_filled_in_is_two_steps(course: Course) -> None:
    event = Event("revision", "New", state="empty", revision="a", fills=True)
    table, (numbered,) = enter(begin(course), [event], set())
    assert [followed.status for followed in table[:3]] == ["met", "met", ""]
    assert numbered.step == 1


@pytest.mark.parametrize(("applied", "step"), [(set(), 2), ({"b"}, 2), ({"a"}, None)])
def test_an_edit_of_an_applied_revision_is_no_step_of_the_lesson(
    course: Course, applied: set[str], step: int | None
) -> None:
    event = Event("edit", "Edited", state="empty", revision="a", fills=True)
    _, (numbered,) = enter(begin(course), [event], applied)
    assert numbered.step == step


def test_a_wrong_state_is_shown_where_it_was_met(course: Course, known: States) -> None:
    table = fill(begin(course), snapshot(A), known)
    table, (wrong,) = enter(table, [Event("upgrade", "Up", state="user(id)")], set())
    assert (table[2].status, table[2].state, wrong.step) == ("differs", "user(id)", None)
    table, (right,) = enter(table, [Event("upgrade", "Up", state="users")], set())
    assert (table[2].status, right.step) == ("met", 3)


def test_heads_that_became_one_by_an_edit_are_not_merged(course: Course, known: States) -> None:
    """The step is to write a revision that follows both."""
    exercise = course.find("10")
    given = revisions(exercise.given_revision_files)
    in_a_row = [replace(each, down=("0008a",)) if each.id == "0008b" else each for each in given]
    shown = replace(Snapshot(), revisions=tuple(in_a_row), versions=("0007",))
    table = fill(begin(course, exercise), shown, known, given_to(course, exercise))
    assert not any(followed.done for followed in table)


def test_a_step_that_went_wrong_is_made_good_by_the_same_one_later(course: Course) -> None:
    """Up to a wrong state, mended, back, and up to the right one: nothing is left to do again."""
    exercise = course.find("07")
    before, after = "users + contact", "users + orders"
    ways = [("upgrade", "users(id)"), ("downgrade", before), ("upgrade", after)]
    table = [replace(each, status="met") for each in begin(course, exercise)[:2]]
    table += begin(course, exercise)[2:]
    events = [Event(kind, "", state=state) for kind, state in ways]  # type: ignore[arg-type]
    table, numbered = enter(table, events, set())
    assert [event.step for event in numbered] == [None, 4, 5]
    assert frontier(table) is None and all(followed.done for followed in table)


def test_no_step_behind_a_way_back_is_met_before_it(course: Course) -> None:
    """The second upgrade to the same state is step 7 again, until somebody has gone back."""
    up = Event("upgrade", "Up", state="users + email")
    table, first = enter(begin(course), [up, up], set())
    assert [event.step for event in first] == [7, 7]
    table, second = enter(table, [Event("downgrade", "Down", state="users"), up, up], set())
    assert [event.step for event in second] == [8, 9, 9]


@pytest.mark.parametrize(
    ("exercise", "changes", "versions", "done"),
    [
        ("05", [], ("0002",), []),
        ("05", ["0003"], ("0002",), [1, 2]),
        ("10", [], ("0007",), []),
        ("10", ["0009"], ("0007",), [1, 2]),
        ("11", [], ("0009",), []),
        ("11", ["0010"], ("0009",), [1, 2]),
        ("12", ["base"], (), [1, 2]),
        ("12", ["base"], ("base",), [1, 2, 3]),
    ],
)
def test_an_exercise_with_steps_of_its_own_begins_at_its_own_revision(
    course: Course,
    known: States,
    exercise: str,
    changes: list[str],
    versions: tuple[str, ...],
    done: list[int],
) -> None:
    """What was given is no step of it, but for a given revision that is mended."""
    current = course.find(exercise)
    given = revisions(current.given_revision_files)
    parents = {"0003": ("0002",), "0009": ("0008a", "0008b"), "0010": ("0009",)}
    own = [replace(revision(name), down=parents.get(name, ())) for name in changes]
    kept = [each for each in given if each.id not in changes]
    state = current.steps[0].state
    shown = replace(
        Snapshot(), revisions=(*kept, *own), versions=versions, schema=known.schemas[state]
    )
    table = fill(begin(course, current), shown, known, given_to(course, current))
    assert table[0].step.exercise == current.id
    assert [followed.step.step for followed in table if followed.done] == done


@pytest.mark.parametrize(
    ("exercise", "left"),
    [("02", [5, 6, 7, 8, 9, 10]), ("03", [8, 9, 10]), ("04", [8, 9, 10]), ("05", [])],
)
def test_an_exercise_has_its_own_steps_done_again(
    course: Course, exercise: str, left: list[int]
) -> None:
    """The way back belongs to two exercises: who has gone it in the first goes it in the second."""
    met = [replace(followed, status="met") for followed in begin(course)]
    table = begin_again(met, course, course.find(exercise).id)
    assert [followed.step.step for followed in table if not followed.done] == left
