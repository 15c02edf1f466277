"""A project with work of the learner's own, and a copy of the course to begin an exercise of."""

import shutil
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.databases.base import Handover
from stillroom.grading.beginning import beginning
from stillroom.project import begin as module
from stillroom.sandbox.runner import Runner
from tests.support.begun_projects import EXERCISE, MODELS, VERSIONS, query
from tests.support.run_here import use_process_of


@pytest.fixture
def course(root: Path, tmp_path: Path) -> Course:
    """A copy of the course, whose starting files may be changed."""
    for name in ("exercises", "solutions"):
        ignored = shutil.ignore_patterns("__pycache__", "0[5-9]-*", "[1-9]?-*")
        shutil.copytree(root / name, tmp_path / name, ignore=ignored)
    (tmp_path / "exercises" / "course.toml").unlink(missing_ok=True)
    return Course(tmp_path / "exercises")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two files of the learner's own, and a database with a row, in no Git."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    project = tmp_path / "project"
    (project / VERSIONS).mkdir(parents=True)
    (project / VERSIONS / "0002_mine.py").write_text("# mine\n")
    (project / "app").mkdir()
    (project / MODELS).write_text("# my models\n")
    (project / "app" / "main.py").write_text("# my application\n")
    query(project, "CREATE TABLE mine (id INTEGER)", "INSERT INTO mine VALUES (7)")
    return project


@pytest.fixture(autouse=True)
def _warm(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with the process that is warm; that every beginning has one of its own is not shown here."""
    use_process_of(runner, monkeypatch)


@pytest.fixture(scope="module")
def made(root: Path, runner: Runner) -> Handover:
    """The database that the exercise begins with, made once by really running its revisions."""
    course = Course(root / "exercises")
    exercise = course.find(EXERCISE)
    return beginning(course, exercise, exercise.start.files, runner)


@pytest.fixture
def quick(made: Handover, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take what was made once: the test is about what happens with it."""
    monkeypatch.setattr(module, "beginning", lambda *_: made)
