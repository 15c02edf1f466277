"""The packages with which a course is graded."""

import shutil
import tomllib
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.grading.packages import need_packages, packages, starter_packages
from stillroom.sandbox.worker.requirements import name_of
from tests.support.paths import ROOT, TESTS


def course_of(folder: Path, about: str) -> Course:
    """A course that says *about* of itself."""
    shutil.copytree(TESTS / "course" / "other-course" / "01-lend-books", folder / "01-lend-books")
    (folder / "course.toml").write_text(about, "utf-8")
    return Course(folder)


def test_the_grader_brings_what_the_starter_brings() -> None:
    """So both machines have the same packages, whoever installs the grader."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    starter = {name_of(each) for each in starter_packages()}
    assert {"alembic", "fastapi-cli", "sqlalchemy"} <= starter
    assert starter <= {name_of(each) for each in project["dependencies"]}


def test_a_course_adds_its_own(tmp_path: Path) -> None:
    """What is not installed is told before anything is graded: no learner can help it."""
    made = course_of(tmp_path, 'packages = ["mako>=1", "no-such-package>=2"]')
    assert packages(made) == (*starter_packages(), "mako>=1", "no-such-package>=2")
    with pytest.raises(StillroomError, match=r'install "no-such-package>=2"') as told:
        need_packages(made)
    assert str(told.value).startswith(f"{tmp_path / 'course.toml'}: packages: ")
