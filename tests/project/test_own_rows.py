"""The rows of the learner's own database, once files and tables are right."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.grading.beginning import beginning
from stillroom.project.database import followed_database
from stillroom.project.own_database import ANEW, UPGRADE
from stillroom.project.trials import own_standing
from tests.support import records
from tests.support.commands import alembic
from tests.support.in_process import InProcess

EXERCISES = ("05", "06", "08", "09", "10", "11")


@pytest.fixture(autouse=True)
def _own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


def begun(root: Path, course: Course, exercise: str, project: Path) -> None:
    """Lay a solved project whose database is the one with which *exercise* begins."""
    current = course.find(exercise)
    files = projects.solved(root, current)
    projects.write_all(files, project)
    followed_database(project).replace(beginning(course, current, files, InProcess()))


@pytest.mark.processes
@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_database_that_is_begun_anew_ends_with_the_right_rows(
    root: Path, course: Course, tmp_path: Path, exercise: str
) -> None:
    """So the advice to begin with it leads to a pass; and rows that are gone are told."""
    begun(root, course, exercise, tmp_path)
    passed = records.result("passed").model_copy(update={"exercise": course.find(exercise).id})
    assert own_standing(tmp_path, course, passed, InProcess()).step == UPGRADE
    alembic(tmp_path, "upgrade", "head")
    level = own_standing(tmp_path, course, passed, InProcess())
    assert (level.is_level, level.step) == (True, None), level.words
    demanded = next(
        each for each in course.find(exercise).definition.expect
        if each.state == course.find(exercise).steps[-1].state
    )  # fmt: skip
    with closing(sqlite3.connect(tmp_path / "app.db")) as connection:
        connection.execute(f"DELETE FROM {demanded.table}")
        connection.commit()
    spoilt = own_standing(tmp_path, course, passed, InProcess())
    assert (spoilt.is_level, spoilt.step) == (True, None)  # who wants an empty one may have it
    assert f"are not in it: {demanded.table} with " in spoilt.words


@pytest.mark.processes
def test_a_value_that_an_earlier_form_of_the_revision_wrote_is_told(
    root: Path, course: Course, tmp_path: Path
) -> None:
    """Nothing else shows it: the tables are right, and every check works on a database of its own."""
    begun(root, course, "11", tmp_path)
    passed = records.result("passed").model_copy(update={"exercise": course.find("11").id})
    alembic(tmp_path, "upgrade", "head")
    with closing(sqlite3.connect(tmp_path / "app.db")) as connection:
        connection.execute("UPDATE orders SET status = 'Open'")
        connection.commit()
    spoilt = own_standing(tmp_path, course, passed, InProcess())
    assert spoilt.step == ANEW
    assert "But orders.status with id " in spoilt.words
    assert " is 'Open' there, and the exercise leaves 'open'." in spoilt.words
    assert "If you have changed it yourself, change it to 'open' again." in spoilt.words
    assert "take the database with which the exercise begins; this one is kept." in spoilt.words
    with closing(sqlite3.connect(tmp_path / "app.db")) as connection:
        connection.execute("UPDATE orders SET status = 'open'")
        connection.commit()
    assert own_standing(tmp_path, course, passed, InProcess()).is_level  # the first way is one
