"""The start of an exercise is computed from the one before it, solved."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.authoring.start_rules import broken_start
from stillroom.course.course import Course
from stillroom.course.starts import COMPUTED, MissingSolution, Start
from stillroom.errors import StillroomError

MODELS = "app/models.py"
FIRST = "migrations/versions/0001_add_users_table.py"
SECOND = "migrations/versions/0002_add_email_column.py"


@pytest.fixture
def exercises(root: Path, tmp_path: Path) -> Path:
    """The exercises, with the solutions beside them, in a folder that a test may break."""
    for name in ("exercises", "solutions"):
        ignored = shutil.ignore_patterns("__pycache__", "0[5-9]-*", "[1-9]?-*")
        shutil.copytree(root / name, tmp_path / name, ignore=ignored)
    return tmp_path / "exercises"


def change(exercises: Path, exercise: str, old: str, new: str) -> None:
    """Replace *old* in the definition of an exercise."""
    path = exercises / exercise / "exercise.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def without(exercises: Path, exercise: str, *patterns: str) -> None:
    """Say in the definition of an exercise that files of the one before are not there."""
    change(exercises, exercise, "[begin]\n", f"[begin]\nwithout = {list(patterns)}\n")


def test_a_start_is_the_one_before_solved_and_what_its_author_lays_over(exercises: Path) -> None:
    course = Course(exercises)
    first, two, three, four = course
    assert first.start == Start({})
    assert two.start.files == first.solution
    assert three.before.files == first.solution | two.solution
    assert three.start.files[MODELS] == two.solution[MODELS]
    assert three.start.files[FIRST] == (three.starter / FIRST).read_bytes() != first.solution[FIRST]
    assert four.start.files[FIRST] == three.solution[FIRST]
    assert "README.md" not in four.start.files


def test_files_of_the_one_before_can_be_left_out(exercises: Path) -> None:
    """They are not there, nor in what comes later; what is laid over stays."""
    without(exercises, "03-downgrade", "app/routes.py", "migrations/versions/*")
    three, four = Course(exercises).exercises[2:]
    assert set(three.start.files) == {MODELS, FIRST, SECOND}
    bare = {"app/routes.py": b"", "app/main.py": b""}
    assert set(three.start.over(bare)) == {"app/main.py", MODELS, FIRST, SECOND}
    assert set(four.start.over(bare)) == {"app/main.py", MODELS, FIRST, SECOND}


def test_the_solutions_may_stand_inside_the_course(exercises: Path) -> None:
    expected = Course(exercises).exercises[-1].start
    shutil.move(exercises.parent / "solutions", exercises / "solutions")
    course = Course(exercises)
    assert course.solutions == exercises / "solutions"
    assert course.exercises[-1].start == expected


def test_a_wheel_carries_what_was_computed(exercises: Path) -> None:
    """There are no solutions then, and the start is the same."""
    without(exercises, "04-reapply", "app/routes.py")
    expected = Course(exercises).exercises[-1].start
    projects.write_all(expected.files, exercises / "04-reapply" / COMPUTED)
    shutil.rmtree(exercises.parent / "solutions")
    assert Course(exercises).exercises[-1].start == expected


def test_a_course_without_solutions_copies_its_starts(exercises: Path) -> None:
    """As all courses did once: the whole start is in starter/."""
    start = Course(exercises).exercises[1].start
    shutil.rmtree(exercises.parent / "solutions")
    course = Course(exercises)
    with pytest.raises(
        MissingSolution, match="01-add-users: no solution is here, and 02-add-email"
    ):
        _ = course.exercises[1].start
    projects.write_all(start.files, course.exercises[1].starter)
    assert course.exercises[1].start == start


@pytest.mark.parametrize(
    ("exercise", "after", "says"),
    [
        ("02-add-email", "02-add-email", "after: goes in a circle: 02-add-email -> 02-add-email"),
        ("02-add-email", "03-downgrade", "circle: 02-add-email -> 03-downgrade -> 02-add-email"),
        (
            "03-downgrade",
            "04-repaly",
            "after: no exercise is called '04-repaly'; did you mean '04-re",
        ),
    ],
)
def test_after_names_an_exercise_that_comes_before(
    exercises: Path, exercise: str, after: str, says: str
) -> None:
    before = {"02-add-email": "01-add-users", "03-downgrade": "02-add-email"}[exercise]
    change(exercises, exercise, f'after = "{before}"', f'after = "{after}"')
    with pytest.raises(StillroomError) as error:
        Course(exercises)
    assert says in str(error.value)
    assert f"{exercise}/exercise.toml" in str(error.value)


def test_after_names_no_later_exercise(exercises: Path) -> None:
    change(exercises, "03-downgrade", 'after = "02-add-email"', "")
    change(exercises, "02-add-email", 'after = "01-add-users"', 'after = "03-downgrade"')
    with pytest.raises(StillroomError, match="03-downgrade comes later than 02-add-email"):
        Course(exercises)


@pytest.mark.parametrize("pattern", ["pyproject.toml", "/etc/*", "app/../x.py", ""])
def test_only_a_learners_files_are_left_out(exercises: Path, pattern: str) -> None:
    without(exercises, "03-downgrade", pattern)
    with pytest.raises(StillroomError, match="is no path of a learner's file"):
        Course(exercises)


def copy(exercises: Path) -> None:
    source = exercises.parent / "solutions" / "02-add-email" / MODELS
    target = exercises / "04-reapply" / "starter" / MODELS
    target.parent.mkdir()
    shutil.copy(source, target)


def fight(exercises: Path) -> None:
    versions = exercises / "04-reapply" / "starter" / "migrations" / "versions"
    (exercises / "04-reapply" / "starter" / SECOND).rename(versions / "0002_mine.py")


@pytest.mark.processes
@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (copy, "starter/app/models.py: the same without it; take it away"),
        (fight, "starter/migrations/versions/0002_mine.py: revision '0002' is in " + SECOND),
    ],
)
def test_a_start_that_its_author_got_wrong_is_told_in_one_line(
    exercises: Path, root: Path, break_it: Callable[[Path], None], says: str
) -> None:
    assert list(broken_start(root, Course(exercises).find("04"))) == []
    break_it(exercises)
    (told,) = broken_start(root, Course(exercises).find("04"))
    assert says in told


def test_a_start_that_lacks_a_solution_is_told(exercises: Path, root: Path) -> None:
    shutil.rmtree(exercises.parent / "solutions" / "01-add-users")
    with pytest.raises(MissingSolution, match=r"solutions/01-add-users: no solution is here"):
        _ = Course(exercises).find("02").start
