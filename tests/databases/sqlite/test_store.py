"""What a store reads of the files that a command left, and what it does not read."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from stillroom.databases.sqlite import store
from stillroom.errors import BeyondLimit


def stored(tmp_path: Path, script: str) -> store.SqliteStore:
    """A store that holds what *script* makes."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(script)
        made = store.SqliteStore(tmp_path)
        made.take_back({"": connection.serialize()}, None)
        return made


def test_functions_of_json_are_read_and_rows_are_put_in(tmp_path: Path) -> None:
    """In a check, in an index and in a computed column; some versions of SQLite do not trust them."""
    database = stored(
        tmp_path,
        """create table doc (id integer primary key, data text check (json_valid(data)),
                             kind text as (json_extract(data, '$.kind')) stored);
           create index i on doc (json_extract(data, '$.size'))""",
    )
    assert list(database.read().schema.tables) == ["doc"]
    database.insert("doc", [{"id": 1, "data": '{"kind": "a"}'}])
    assert database.read().rows == {"doc": [{"id": 1, "data": '{"kind": "a"}', "kind": "a"}]}


def test_rows_are_read_to_the_last_one_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is cut off could not be told from what is lost."""
    many = """create table t (a); with n as (select 1 as i union all select i + 1 from n where i < 12000)
              insert into t select i from n"""
    assert len(stored(tmp_path, many).read().rows["t"]) == 12_000
    monkeypatch.setattr(store, "MOST_VALUES", 11_999)
    with pytest.raises(BeyondLimit, match="more than 11999 values"):
        stored(tmp_path, many).read()
