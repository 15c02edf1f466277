"""An exercise that not every kind of database can run: it is said, and left out where others go on."""

import shutil
from pathlib import Path

import pytest

from stillroom.cli.app import app
from stillroom.cli.run_app import run_app
from stillroom.cohort.grade_cohort import Cohort, grade_cohort
from stillroom.cohort.grading_config import GradingConfig
from stillroom.course.course import Course
from stillroom.databases.base import Backend
from stillroom.databases.expected import States
from stillroom.databases.registry import backends, default_backend
from stillroom.databases.runnable import why_not_here
from stillroom.errors import StillroomError
from stillroom.grading.check_course import check_course
from stillroom.grading.grade import grade
from stillroom.project.check import current
from stillroom.project.progress import Progress
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tiers import Tier
from stillroom.submission.intake import Submission
from tests.support.json_database import BACKEND
from tests.support.paths import TESTS

SENTENCE = "01-fill-label is an exercise for JSON, and cannot be run on {here}"


@pytest.fixture(autouse=True)
def two_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is one more kind of database."""
    known: dict[str, Backend] = {**backends(), BACKEND.name: BACKEND}
    monkeypatch.setattr("stillroom.databases.runnable.backends", lambda: known)


def course_for(folder: Path, databases: str) -> Course:
    """Return a course whose first exercise is one of *databases*, and cannot be created elsewhere."""
    shutil.copytree(TESTS / "grading" / "jars-course", folder / "course")
    path = folder / "course" / "01-fill-label" / "exercise.toml"
    path.write_text(f"databases = {databases}\n" + path.read_text("utf-8"), "utf-8")
    return Course(folder / "course")


def test_on_the_databases_that_are_named_it_runs(tmp_path: Path) -> None:
    """Each name is one that SQLAlchemy uses."""
    course = course_for(tmp_path, f'["{default_backend().name}", "json"]')
    assert [why_not_here(exercise) for exercise in course] == [None, None]
    check_course(course)


def test_elsewhere_it_is_one_line(tmp_path: Path) -> None:
    """Nothing is started for it, whether one is graded or a class."""
    course = course_for(tmp_path, '["json"]')
    exercise, other = course
    sentence = SENTENCE.format(here=default_backend().title) + "; choose another exercise"
    assert why_not_here(exercise, BACKEND) is None
    assert why_not_here(other) is None
    with pytest.raises(StillroomError) as raised:
        grade(Submission("x", {}, {}), course, exercise, Runner())
    assert str(raised.value) == sentence
    config = GradingConfig(course, exercise, 20.0, Tier.filter)
    with pytest.raises(StillroomError) as raised:
        grade_cohort(Cohort(tmp_path, config, tmp_path / "results", 1))
    assert str(raised.value) == sentence
    assert not (tmp_path / "results").exists()


def test_the_others_go_on_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its states are not created, its rows are not tried, and nobody is found to be at it."""
    course = course_for(tmp_path, '["json"]')
    schema = tmp_path / "course" / "01-fill-label" / "schema.py"
    schema.write_text(
        schema.read_text("utf-8").replace("sa.Boolean", "sa.ARRAY(sa.Integer)"), "utf-8"
    )
    check_course(course)
    other = course.find("02")
    assert set(States(course, other).schemas) == {"empty", "shelves", "numbered shelves"}
    graded: list[str] = []

    def graded_here(*arguments: object) -> Result:
        graded.append(other.id if other in arguments else "01")
        return Result.fault("x", other, ValueError("not run"))

    monkeypatch.setattr("stillroom.project.check.grade", graded_here)
    current(Progress(), course, Submission("x", {"migrations/versions/1.py": b""}, {}), Runner())
    assert graded == [other.id]


def test_the_list_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Below the exercise."""
    course_for(tmp_path, '["json"]')
    monkeypatch.setattr("sys.argv", ["stillroom", "list", "--course", str(tmp_path / "course")])
    assert run_app(app, "stillroom") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("01-fill-label")
    assert lines[1] == f"    {SENTENCE.format(here=default_backend().title)}."
    assert lines[2].startswith("02-adopt")


@pytest.mark.parametrize(
    ("databases", "message"),
    [
        ('["jsn"]', r"exercise\.toml: databases: no kind of database is called 'jsn'; did you mean 'json'\?"),
        ('["ferrets"]', r"databases: no kind of database is called 'ferrets'; known are "),
    ],
)  # fmt: skip
def test_an_unknown_database_is_one_line(tmp_path: Path, databases: str, message: str) -> None:
    """With the nearest that is known."""
    with pytest.raises(StillroomError, match=message):
        check_course(course_for(tmp_path, databases))


def test_a_list_of_none_is_no_list(tmp_path: Path) -> None:
    """An exercise for no database is nobody's."""
    with pytest.raises(StillroomError, match=r"exercise\.toml: databases: "):
        course_for(tmp_path, "[]")
