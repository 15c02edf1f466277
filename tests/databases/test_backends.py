"""What every kind of database does alike: its stores, its expected schemas, what it follows."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from stillroom.course.course import Course
from stillroom.databases import registry
from stillroom.databases.base import VERSION_TABLE, Backend, Handover, NotFollowed, Row, State
from stillroom.databases.expected import States
from stillroom.databases.registry import backend, backends, default_backend
from stillroom.databases.row_changes import RowChange, row_changes
from stillroom.databases.sqlite.backend import BACKEND as SQLITE
from stillroom.errors import StillroomError, UnreadableDatabase
from stillroom.schema.compare import compare
from stillroom.schema.model import Schema
from tests.support import json_database

PACKAGE = Path(registry.__file__).parent

PETS = sa.MetaData()
sa.Table(
    "pets",
    PETS,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(50), nullable=False),
)
REX: Row = {"id": 1, "name": "Rex"}
IDA: Row = {"id": 2, "name": "Ida 雪"}


def left_by_sqlite(folder: Path, versions: Sequence[str], rows: Sequence[Row]) -> Handover:
    """Return what a command leaves that creates the pets."""
    path = folder / "made.db"
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)
    PETS.create_all(engine)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"create table {VERSION_TABLE} (version_num)")
        connection.executemany(
            f"insert into {VERSION_TABLE} values (?)", [(version,) for version in versions]
        )
        for row in rows:
            connection.execute("insert into pets values (:id, :name)", row)
    return {"": path.read_bytes()}


def left_as_json(folder: Path, versions: Sequence[str], rows: Sequence[Row]) -> Handover:
    """Return what a command leaves that creates the pets."""
    content = json_database.created(PETS, versions)
    content["tables"]["pets"]["rows"] = list(rows)
    return json_database.packed(content)


@dataclass(frozen=True)
class Kind:
    """A backend, and what a command leaves that worked on one of its databases."""

    backend: Backend
    left: Callable[[Path, Sequence[str], Sequence[Row]], Handover]
    garbage: Mapping[str, bytes]
    memory: str
    """The address of a database that nobody else can see."""


KINDS = {
    "sqlite": Kind(SQLITE, left_by_sqlite, {"": b"no database at all" * 100}, "sqlite://"),
    "json": Kind(json_database.BACKEND, left_as_json, {json_database.NAME: b"{"}, "json://"),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each kind of database."""
    return KINDS[request.param]


@pytest.fixture
def private(tmp_path: Path) -> Path:
    """A folder that only the grader uses."""
    (tmp_path / "private").mkdir()
    return tmp_path / "private"


def test_a_new_store_is_an_empty_database(kind: Kind, private: Path) -> None:
    store = kind.backend.open(private)
    assert store.read() == State()
    again = kind.backend.open(private)
    again.take_back(store.handover(), None)
    assert again.read() == State()


def test_what_a_command_left_is_read(kind: Kind, private: Path, tmp_path: Path) -> None:
    store = kind.backend.open(private)
    store.take_back(kind.left(tmp_path, ["0001"], [REX, IDA]), None)
    state = store.read()
    assert state == State(kind.backend.expected(PETS), ("0001",), {"pets": [REX, IDA]})
    assert list(private.iterdir()) == []


def test_what_is_handed_over_is_the_whole_database(
    kind: Kind, private: Path, tmp_path: Path
) -> None:
    store, copy = kind.backend.open(private), kind.backend.open(private)
    store.take_back(kind.left(tmp_path, ["0001"], [REX]), None)
    copy.take_back(store.handover(), None)
    assert copy.read() == store.read()


def test_rows_are_put_in(kind: Kind, private: Path, tmp_path: Path) -> None:
    store = kind.backend.open(private)
    store.take_back(kind.left(tmp_path, ["0001"], [REX]), None)
    before = store.read()
    store.insert("pets", [{"id": 1, "name": "taken"}, IDA])
    after = store.read()
    assert after.rows == {"pets": [REX, IDA]}
    assert (after.schema, after.versions) == (before.schema, before.versions)
    assert row_changes(before, after, after.schema) == [RowChange("added", "pets", 1)]
    copy = kind.backend.open(private)
    copy.take_back(store.handover(), None)
    assert copy.read() == after


@pytest.mark.parametrize(("table", "row"), [("dogs", REX), ("pets", {"id": 5, "age": 3})])
def test_rows_that_the_database_refuses_leave_it_as_it_was(
    kind: Kind, private: Path, tmp_path: Path, table: str, row: Row
) -> None:
    store = kind.backend.open(private)
    store.take_back(kind.left(tmp_path, ["0001"], [REX]), None)
    with pytest.raises(UnreadableDatabase):
        store.insert(table, [row])
    assert store.read().rows == {"pets": [REX]}


def test_a_database_that_cannot_be_read_says_why_until_another_one_is_there(
    kind: Kind, private: Path, tmp_path: Path
) -> None:
    store = kind.backend.open(private)
    store.take_back({}, "a folder is in its place")
    with pytest.raises(UnreadableDatabase, match="a folder is in its place"):
        store.read()
    store.take_back(kind.garbage, None)
    with pytest.raises(UnreadableDatabase):
        store.read()
    store.take_back(kind.left(tmp_path, [], []), None)
    assert list(store.read().schema.tables) == ["pets"]


@pytest.mark.parametrize("unreadable", [None, "a folder is in its place"])
def test_a_closed_store_holds_nothing_any_more(
    kind: Kind, private: Path, tmp_path: Path, unreadable: str | None
) -> None:
    store = kind.backend.open(private)
    store.take_back(kind.left(tmp_path, ["0001"], [REX]), unreadable)
    store.close()
    store.close()
    assert store.read() == State()
    assert list(private.iterdir()) == []


def test_the_states_of_a_course_are_made_on_each_kind(kind: Kind, course: Course) -> None:
    """Each state is itself and no other one, and what is found is told by its name."""
    for exercise in course:
        states = States(course, exercise, kind.backend)
        for name, schema in states.schemas.items():
            assert [state for state in states.schemas if states.is_state(state, schema)] == [name]
            assert states.words(schema) == name


def test_what_metadata_makes_differs_from_what_it_does_not_make(kind: Kind) -> None:
    pets = kind.backend.expected(PETS)
    assert compare(pets, pets) == []
    assert [difference.kind for difference in compare(pets, Schema())] == ["table-missing"]
    assert kind.backend.expected(sa.MetaData()) == Schema()


def test_the_database_of_a_project_is_followed(kind: Kind, private: Path, tmp_path: Path) -> None:
    """Before it is there, when it is there, and when it is none."""
    followed = kind.backend.follow(None, tmp_path)
    assert followed.path is not None
    before = followed.read(private)
    assert (before.exists, before.schema, before.trouble) == (False, Schema(), None)
    (content,) = kind.left(tmp_path, ["0001"], [REX]).values()
    followed.path.write_bytes(content)
    reading = followed.read(private)
    assert (reading.exists, reading.versions) == (True, ("0001",))
    assert reading.schema == kind.backend.expected(PETS)
    assert followed.path in followed.files
    followed.path.write_bytes(*kind.garbage.values())
    garbage = followed.read(private)
    assert (garbage.exists, garbage.schema) == (True, None)
    assert (garbage.trouble or "").startswith(followed.path.name)


def test_a_database_in_memory_is_not_followed(kind: Kind, tmp_path: Path) -> None:
    with pytest.raises(NotFollowed, match=r"^a \w"):
        kind.backend.follow(sa.make_url(kind.memory), tmp_path)


def test_a_backend_tells_its_installation(kind: Kind) -> None:
    assert kind.backend.name in kind.backend.fingerprint()
    assert kind.backend.fingerprint() == kind.backend.fingerprint()


def test_the_registry_finds_each_package_with_a_backend() -> None:
    """A folder beside the others is all that a new kind of database needs."""
    folders = [path.parent.name for path in PACKAGE.glob("*/backend.py")]
    assert sorted(backends()) == sorted(folders)
    assert all(backends()[name] is backend(name) for name in backends())
    assert [kind for kind in backends().values() if kind.is_default] == [default_backend()]


def test_a_kind_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(StillroomError, match="'oracle'; known are sqlite"):
        backend("oracle")
