"""A learner who has done nothing yet, as the page sees it."""

from pathlib import Path

import pytest

from stillroom.course.base import ENVIRONMENT
from stillroom.course.course import Course
from stillroom.course.lesson_files import read_lesson
from stillroom.project.advice import advice
from stillroom.project.lesson_progress import begin
from stillroom.project.progress import Progress
from stillroom.project.snapshot import Snapshot
from stillroom.schema.model import Schema
from stillroom.web.course_material import CourseMaterial
from stillroom.web.live import LiveState
from stillroom.web.views.learner import Learner


@pytest.fixture(scope="module")
def material(course: Course) -> CourseMaterial:
    return CourseMaterial(course, read_lesson(course))


@pytest.fixture
def learner(material: CourseMaterial, tmp_path: Path) -> Learner:
    """A learner who has done nothing yet; the first check has not ended."""
    (tmp_path / ENVIRONMENT).parent.mkdir()
    (tmp_path / ENVIRONMENT).touch()
    live = LiveState(
        run="run", version=1, notice=None, progress=Progress(), exercise=None,
        snapshot=Snapshot(schema=Schema(), database="app.db"), earlier_schema=None, standing=None,
        table=tuple(begin(material.course)), events=(), result=None, checking=True, checks=0, next=advice("Wait."),
    )  # fmt: skip
    return Learner(tmp_path, material, live, commands=("alembic upgrade head", "alembic current"))
