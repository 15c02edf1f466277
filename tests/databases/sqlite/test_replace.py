"""A learner's own SQLite file is taken and made another one, also while a program has it open."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from stillroom.databases.base import NotReplaced
from stillroom.databases.sqlite.replace import contents, replace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "app.db"


@pytest.fixture(params=["DELETE", "WAL"])
def opened(path: Path, request: pytest.FixtureRequest) -> Iterator[sqlite3.Connection]:
    """A connection of somebody else's to a database with one row, in either kind of journal."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {request.param}")
        connection.execute("CREATE TABLE jars (id INTEGER)")
        connection.execute("INSERT INTO jars VALUES (5)")
        connection.commit()
        yield connection


def rows(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    """Return the rows, or the tables where there is none called jars."""
    if not connection.execute("SELECT 1 FROM sqlite_schema").fetchall():
        return []
    return connection.execute("SELECT * FROM jars").fetchall()


def test_who_has_it_open_sees_what_it_became(path: Path, opened: sqlite3.Connection) -> None:
    """No file is taken away under a program, so nothing that it writes is lost."""
    held = contents(path)
    replace(path, {})
    assert rows(opened) == []
    replace(path, held)
    assert rows(opened) == [(5,)]
    opened.execute("INSERT INTO jars VALUES (6)")
    opened.commit()
    with closing(sqlite3.connect(path)) as another:
        assert rows(another) == [(5,), (6,)]


def test_a_database_in_which_nothing_was_ever_made_is_taken_too(path: Path) -> None:
    """`alembic current` makes such a file: it has no byte, and SQLite has nothing to give."""
    path.touch()
    held = contents(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE jars (id INTEGER)")
    replace(path, held)
    with closing(sqlite3.connect(path)) as connection:
        assert rows(connection) == []


@pytest.mark.parametrize("statement", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_transaction_of_somebody_else_is_not_disturbed(
    path: Path, opened: sqlite3.Connection, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stillroom.databases.sqlite.replace.PATIENCE", 0.0)  # it does not end
    opened.execute(statement)
    opened.execute("INSERT INTO jars VALUES (6)")
    with pytest.raises(NotReplaced, match=r"app\.db is in use: end the program that uses it"):
        contents(path)
    with pytest.raises(NotReplaced, match="is in use"):
        replace(path, {})
    opened.rollback()
    assert rows(opened) == [(5,)]


def test_where_there_is_nothing_there_is_nothing(path: Path) -> None:
    assert contents(path) == {}
    replace(path, {})
    assert not path.exists()


def test_what_is_no_file_is_said(path: Path) -> None:
    path.mkdir()
    with pytest.raises(NotReplaced, match=r"app\.db is no file"):
        contents(path)
