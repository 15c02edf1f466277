"""What a revision should leave alone: each practice by what shows it, and what it brings about."""

import pytest

from stillroom.course.course import Course
from stillroom.databases.base import State
from stillroom.databases.hints import Hints
from stillroom.databases.sqlite.hints import HINTS
from stillroom.diagnosis.context import Problem
from stillroom.diagnosis.practices import behind, behind_error, sightings
from stillroom.sandbox.outcome import ReportedError
from stillroom.schema.model import Schema
from tests.diagnosis.made_up import FOLDER, made_up, revision, revisions

PRACTISED = [
    ("engine = create_engine('x')", "own-connection"),
    ("sqlite3.connect('x.db')", "own-connection"),
    ("from app.database import engine", "own-connection"),
    ("Base.metadata.create_all(op.get_bind())", "create-all-in-revision"),
    ("User.__table__.create(op.get_bind())", "create-all-in-revision"),
    ("Base.metadata.drop_all(op.get_bind())", "drop-all-in-revision"),
    ("command.upgrade(config, 'head')", "alembic-in-revision"),
    ("op.get_bind().commit()", "transaction-in-revision"),
    ("op.execute('commit')", "transaction-in-revision"),
    ("from app.models import User", "models-in-revision"),
]


@pytest.mark.parametrize(("body", "code"), PRACTISED)
def test_a_practice_is_seen(course: Course, body: str, code: str) -> None:
    about = made_up(course, revisions(a=revision("1", up=body)), timeline=[("1", Schema())])
    sighting = behind(about, ["1"], [code])
    assert sighting
    told = sighting.finding("Before. ", " After.", advice=True)
    assert (told.code, told.file, told.line, told.advice) == (code, f"{FOLDER}/a.py", 4, True)
    assert told.message.startswith("Before. Revision 1 ")
    assert told.message.endswith(" After.")


@pytest.mark.parametrize(
    "body",
    ["op.create_table('commit')", "op.execute('ROLLBACK TO x')", "names['x']()", "connect()"],
)
def test_an_ordinary_operation_is_none(course: Course, body: str) -> None:
    about = made_up(course, revisions(a=revision("1", up=body)))
    assert behind(about, ["1"], {code for _, code in PRACTISED}) is None


def test_the_calls_that_open_a_connection_are_those_of_the_database(course: Course) -> None:
    about = made_up(course, revisions(a=revision("1", up="store.connect(sqlite3.connect('x'))")))
    (file,) = about.history
    assert sightings(file, Hints()) == []
    assert [sighting.call for sighting in sightings(file, HINTS)] == ["sqlite3.connect"]
    (sighting,) = sightings(file, Hints(connecting_calls=r"\bstore\.connect$"))
    assert sighting.call == "store.connect"


@pytest.mark.parametrize(
    ("body", "text", "code"),
    [
        ("Base.metadata.create_all(x)", "table users already exists", "create-all-in-revision"),
        ("from app.models import User", "no such column: email", "models-in-revision"),
        ("create_engine('x')", "database is locked", "own-connection"),
        ("op.get_bind().commit()", "no such table: alembic_version", "transaction-in-revision"),
        ("command.stamp(c, 'x')", "whatever it is", "alembic-in-revision"),
        ("create_engine('x')", "whatever it is", None),
        (
            "from app.database import SessionLocal; SessionLocal().execute(x)",
            "no such table: users",
            "own-connection",
        ),
        ("from app.database import SessionLocal; op.drop_table('x')", "no such table: x", None),
        ("pass", "database is locked", None),
    ],
)
def test_a_practice_behind_an_error_is_known_by_its_text_or_its_line(
    course: Course, body: str, text: str, code: str | None
) -> None:
    about = made_up(course, revisions(a=revision("1", up=body)), timeline=[("1", Schema())])
    error = ReportedError("OperationalError", text, frames=((f"{FOLDER}/a.py", 4),))
    problem = Problem("upgrade", about.exercise.steps[0], State(), revision="1", trouble=error)
    sighting = behind_error(problem, about)
    assert (sighting.practice.code if sighting else None) == code


def test_without_an_error_nothing_is_behind_it(course: Course) -> None:
    about = made_up(course, revisions(a=revision("1")))
    assert behind_error(Problem("upgrade", about.exercise.steps[0], State()), about) is None
