"""What an exercise names is there: revisions, files, and rows that somebody can have made."""

import shutil
from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.course.starts import COMPUTED
from stillroom.course.unmade_rows import unmade_rows
from stillroom.errors import StillroomError
from stillroom.grading.check_course import check_fixtures
from tests.support.paths import ROOT


def copied(place: Path) -> Course:
    """Return the course up to 05, with its solutions, in a folder that a test may change."""
    for name in ("exercises", "solutions"):
        ignored = shutil.ignore_patterns("__pycache__", "0[6-9]-*", "[1-9]?-*", "*.md")
        shutil.copytree(ROOT / name, place / name, ignore=ignored)
    return Course(place / "exercises")


def check(course: Course, old: str, new: str) -> None:
    """Check exercise 05 with one text of its definition changed."""
    path = course.find("05").folder / "exercise.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    changed = Course(course.root)
    check_fixtures(changed, changed.find("05"))


DOWN = '"alembic downgrade -1"'
LAST = 'run = "models"\n'


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('revision = "0002"', 'revision = "0020"', "begin.revision: the start has no revision '0020'; did you mean '0002'?"),
        ('revision = "0002"', 'revision = "0002"\nfrozen = ["0001", "001"]', "begin.frozen[1]: the start has no revision '001'; did you mean '0001'?"),
        ('revision = "0002"', 'revision = "0002"\nwithout = ["app/modles.py"]', "begin.without[0]: 'app/modles.py' matches no file of"),
        (DOWN, '"alembic downgrade 00002"', "steps[3].command: neither the start nor the solution has a revision '00002'; did you"),
        (LAST, LAST + 'version = "0004"\n', "steps[5].version: neither the start nor the solution has a revision '0004'; did you"),
        ("{ id = \"{1010}\", display", "{ id = 1011, display", "expect[0].rows[8]: no [[data]] and no revision puts in a row of users with id 1011"),
    ],
)  # fmt: skip
def test_what_is_nowhere_is_told(old: str, new: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(StillroomError) as error:
        check(copied(tmp_path), old, new)
    assert f"05-fill-display-name/exercise.toml: {says}" in str(error.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (DOWN, '"alembic downgrade 0002"'),
        (LAST, LAST + 'version = "0003"\n'),
        ('revision = "0002"', 'revision = "0002"\nwithout = ["app/main.py", "app/routes.py"]'),
    ],
)
def test_what_the_start_or_the_solution_has_may_be_named(
    old: str, new: str, tmp_path: Path
) -> None:
    check(copied(tmp_path), old, new)


def test_a_row_that_a_revision_puts_in_may_be_expected(tmp_path: Path) -> None:
    course = copied(tmp_path)
    (path,) = (course.solutions / "05-fill-display-name").rglob("0003*.py")
    path.write_text(path.read_text("utf-8") + "\nROW = 'INSERT INTO users ...'\n", "utf-8")
    check(course, '{ id = "{1010}", display', "{ id = 1011, display")


def test_nothing_is_said_of_what_is_not_at_hand(tmp_path: Path) -> None:
    """A course may keep its solutions for itself."""
    course = copied(tmp_path)
    shutil.rmtree(course.solutions)
    check(course, 'revision = "0002"', 'revision = "0020"')


def test_a_number_in_another_column_makes_no_row(course: Course) -> None:
    """A quantity of 5 is no order with the number 5."""
    exercise = Course(course.root).find("11")
    (expect,) = exercise.definition.expect
    rows = {"rows": [*expect.rows, {"id": 5}]}
    changed = {"expect": [expect.model_copy(update=rows)]}
    exercise.definition = exercise.definition.model_copy(update=changed)
    ((key, sentence),) = unmade_rows(exercise, course.states(course.find("11")))
    assert key == f"expect[0].rows[{len(expect.rows)}]"
    assert sentence.endswith("puts in a row of orders with id 5")


WITHOUT = 'revision = "0002"\nwithout = ["app/routes.py"]'


def test_a_worker_of_a_cluster_has_the_folder_no_more(tmp_path: Path) -> None:
    course = copied(tmp_path)
    check(course, 'revision = "0002"', WITHOUT)
    there = Course(course.root)
    exercise = there.find("05")
    there.states(exercise)
    assert exercise.given_revision_files
    shutil.rmtree(tmp_path / "exercises")
    shutil.rmtree(tmp_path / "solutions")
    check_fixtures(there, exercise)


def test_a_published_course_has_computed_starts_and_no_solutions(tmp_path: Path) -> None:
    course = copied(tmp_path)
    check(course, 'revision = "0002"', WITHOUT)
    for exercise in Course(course.root):
        start = exercise.start.files
        projects.write_all(start or {"app/models.py": b""}, exercise.folder / COMPUTED)
        shutil.rmtree(exercise.starter, ignore_errors=True)
    shutil.rmtree(tmp_path / "solutions")
    published = Course(course.root)
    check_fixtures(published, published.find("05"))
