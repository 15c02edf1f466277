"""The database that an exercise begins with is made by running what was given."""

from pathlib import Path

import pytest

from stillroom.course.base import bare_files
from stillroom.course.course import Course
from stillroom.course.exercise import Begin, Exercise
from stillroom.course.starts import Start
from stillroom.databases.base import State
from stillroom.databases.registry import default_backend
from stillroom.errors import StillroomError
from stillroom.grading.beginning import beginning
from stillroom.sandbox.runner import Runner
from tests.support.paths import ROOT, TESTS


def made(
    course: Course, exercise: Exercise, files: dict[str, bytes], runner: Runner, place: Path
) -> State:
    """Return the state of the database that the exercise begins with."""
    store = default_backend().open(place)
    store.take_back(beginning(course, exercise, files, runner), None)
    return store.read()


def beginning_at(revision: str, files: dict[str, bytes]) -> tuple[Course, Exercise]:
    """Return the course, and an exercise of it as if it began with *files*, at *revision*."""
    course = Course(ROOT / "exercises")
    exercise = course.find("03")
    begin = {"begin": Begin(revision=revision)}
    exercise.start = Start(files)
    exercise.definition = exercise.definition.model_copy(update=begin)
    return course, exercise


def test_the_first_exercise_begins_with_nothing(course: Course, runner: Runner) -> None:
    assert beginning(course, course.exercises[0], {}, runner) == {}


def test_the_given_revisions_have_run_with_the_rows_of_their_states(
    course: Course, runner: Runner, tmp_path: Path
) -> None:
    """Those of a state go in when it is reached, so a later revision has met them."""
    third = course.find("03")
    state = made(course, third, third.start.files, runner, tmp_path)
    assert state.versions == ("0002",)
    rows = {row["id"]: row["email"] for row in state.rows["users"]}
    assert rows[101] is None
    assert rows[404] == "ada.stillroom@example.org"


def test_a_database_that_alembic_has_never_seen_has_its_rows(
    runner: Runner, tmp_path: Path
) -> None:
    jars = Course(TESTS / "grading" / "jars-course")
    exercise = jars.find("02")
    state = made(jars, exercise, {}, runner, tmp_path)
    assert state.versions == ()
    assert all(state.rows.values())


def revision(name: str, parent: str | None, code: str = "pass") -> bytes:
    return (
        "from alembic import op\n"
        f"revision = {name!r}\ndown_revision = {parent!r}\n"
        f"def upgrade():\n    {code}\ndef downgrade():\n    pass\n"
    ).encode()


def test_only_what_is_before_the_revision_runs(runner: Runner, tmp_path: Path) -> None:
    """A second head stays where it is, whatever its order."""
    files = bare_files() | {
        "migrations/versions/a.py": revision("a", None),
        "migrations/versions/b.py": revision("b", "a"),
        "migrations/versions/c.py": revision("c", "a"),
    }
    for name in ("b", "c"):
        course, exercise = beginning_at(name, files)
        assert made(course, exercise, files, runner, tmp_path).versions == (name,)


@pytest.mark.parametrize(
    ("code", "begin", "says"),
    [
        ("pass", "elsewhere", r"begin\.revision: the start has no revision 'elsewhere'"),
        ("1 / 0", "a", "ZeroDivisionError"),
    ],
)
def test_a_start_that_does_not_get_there_is_told_in_one_line(
    runner: Runner, code: str, begin: str, says: str
) -> None:
    files = bare_files() | {"migrations/versions/a.py": revision("a", None, code)}
    course, exercise = beginning_at(begin, files)
    with pytest.raises(StillroomError, match=says) as error:
        beginning(course, exercise, files, runner)
    assert "03-downgrade/exercise.toml: begin" in str(error.value)
