"""The finding for a problem that no single module explains: rows, and Alembic's own record."""

import pytest

from stillroom.course.course import Course
from stillroom.databases.base import State
from stillroom.databases.expected import states
from stillroom.databases.row_changes import RowChange
from stillroom.diagnosis.context import Context, Problem
from stillroom.diagnosis.engine import diagnose
from stillroom.submission.intake import Submission
from tests.diagnosis.made_up import step

REVISION = b'revision = "%s"\ndef upgrade():\n    pass\ndef downgrade():\n    pass\n'


def context(course: Course, **left_out: str) -> Context:
    """Return the case of two empty revisions."""
    exercise = course.find("03-downgrade")
    files = {f"migrations/versions/{name}.py": REVISION % name.encode() for name in ("a", "b")}
    submission = Submission("two", files, left_out)
    return Context(submission, exercise, states(course, exercise), ["a", "b"], [], lambda: None)


def test_the_first_table_whose_rows_changed_is_told(course: Course) -> None:
    """No exercise of the course has rows in two tables."""
    about = context(course)
    lost = RowChange("lost", "pets", 1), RowChange("lost", "users", 2)
    row = step(about, "alembic upgrade head")
    (told,) = diagnose(Problem("rows", row, State(), rows=lost), about)
    assert told.message.startswith("1 row of pets was in the database before alembic upgrade head")


@pytest.mark.parametrize(
    ("command", "file", "line"),
    [
        ("alembic upgrade head", "migrations/versions/b.py", 2),
        ("alembic downgrade -1", "migrations/versions/b.py", 4),
        ("alembic downgrade base", "migrations/versions/a.py", 4),
    ],
)
def test_a_version_that_did_not_move(course: Course, command: str, file: str, line: int) -> None:
    """Alembic itself notices most of what brings this about."""
    about = context(course)
    (told,) = diagnose(Problem("version", step(about, command), State()), about)
    assert (told.code, told.file, told.line) == ("version-not-recorded", file, line)
    assert told.message == (
        f"Alembic's own record did not move with {command}: alembic_version holds nothing."
    )


def test_a_database_that_cannot_be_read(course: Course) -> None:
    """What an isolated grading rarely leaves: the reason is told, at the newest revision."""
    about = context(course)
    row = step(about, "alembic upgrade head")
    (told,) = diagnose(Problem("unreadable", row, State(), detail="it is a link"), about)
    assert (told.code, told.file) == ("database-unreadable", "migrations/versions/b.py")
    assert told.message == "The database cannot be read after the revisions ran: it is a link."
