"""SQLite's files on their way to a child and back."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from stillroom.databases.sqlite import worker
from stillroom.databases.sqlite.store import SqliteStore


def test_a_database_goes_out_and_comes_back(tmp_path: Path) -> None:
    """What is written into a folder is at its address, and is collected from there."""
    worker.write({}, str(tmp_path))
    assert worker.collect(str(tmp_path)) == {}
    with worker.engine(worker.url(str(tmp_path))).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE drawn (number INTEGER)")
    files = worker.collect(str(tmp_path))
    assert list(files) == [""]
    (tmp_path / "again").mkdir()
    worker.write(files, str(tmp_path / "again"))
    assert worker.collect(str(tmp_path / "again")) == files


def test_a_half_done_transaction_is_settled(tmp_path: Path) -> None:
    """The journal is not collected; whoever settles lets SQLite use it up."""
    folder = str(tmp_path)
    path = tmp_path / "database.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE drawn (number INTEGER)")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO drawn VALUES (?)", [(n,) for n in range(9999)])
        half_done = path.read_bytes(), (tmp_path / "database.db-journal").read_bytes()
        connection.execute("ROLLBACK")
    path.write_bytes(half_done[0])
    (tmp_path / "database.db-journal").write_bytes(half_done[1])
    assert worker.is_unsettled(folder)
    assert list(worker.collect(folder)) == [""]
    worker.settle(worker.url(folder))
    assert not worker.is_unsettled(folder)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM drawn").fetchone() == (0,)


def test_only_plain_files_of_a_sane_size_are_collected(tmp_path: Path) -> None:
    """A link, a second name, a folder, or far too much: the reason is said."""
    path = tmp_path / "database.db"
    path.mkdir()
    with pytest.raises(OSError, match="not a plain file"):
        worker.collect(str(tmp_path))
    path.rmdir()
    path.symlink_to(os.devnull)
    with pytest.raises(OSError, match="not a plain file"):
        worker.collect(str(tmp_path))
    path.unlink()
    path.touch()
    os.truncate(path, worker.LARGEST_DATABASE + 1)
    with pytest.raises(OSError, match="larger than"):
        worker.collect(str(tmp_path))


def test_a_store_takes_only_the_files_that_hold_the_content(tmp_path: Path) -> None:
    """A journal can name another file, which SQLite deletes; another name can lead elsewhere."""
    private = tmp_path / "private"
    private.mkdir()
    store = SqliteStore(private)
    store.take_back({"": b"x", "-wal": b"x", "-journal": b"x", "/../../outside": b"x"}, None)
    assert sorted(store.handover()) == ["", "-wal"]


def test_what_sqlite_keeps_meanwhile_stays_in_memory(tmp_path: Path) -> None:
    """A child could not make the files that SQLite would write elsewhere."""
    with worker.engine(worker.url(str(tmp_path))).connect() as connection:
        assert connection.exec_driver_sql("PRAGMA temp_store").scalar() == 2  # MEMORY


def test_every_statement_is_heard_in_whatever_way_it_is_sent(tmp_path: Path) -> None:
    """SQLAlchemy sees nothing of what is sent through the driver's own connection."""
    heard: list[str] = []
    engine = worker.engine(worker.url(str(tmp_path)))
    worker.listen(engine, heard.append)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE drawn (number INTEGER)")
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.cursor().execute("INSERT INTO drawn VALUES (?)", [1])
        driver.executemany("INSERT INTO drawn VALUES (?)", [(2,), (3,)])
        driver.executescript("DELETE FROM drawn;")
    inserts = [f"INSERT INTO drawn VALUES ({number})" for number in (1, 2, 3)]
    created = "CREATE TABLE drawn (number INTEGER)"
    assert [statement for statement in heard if "drawn" in statement] == [created, *inserts, "DELETE FROM drawn;"]  # fmt: skip
