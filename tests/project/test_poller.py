"""When files have changed: told by their times, which the tests set."""

import os
from pathlib import Path

import pytest

from stillroom.databases.sqlite import follow
from stillroom.project.poller import PATIENCE, Changes, Poller
from stillroom.project.progress import FILE

pytestmark = pytest.mark.fast
NOTHING, WORK, PROGRESS = Changes(), Changes(work=True), Changes(progress=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose files are old, so that their stamps tell every change."""
    (tmp_path / "app").mkdir()
    for name in ("app/models.py", ".env", "app.db", FILE):
        write(tmp_path / name, 1)
    return tmp_path


def write(path: Path, seconds: int) -> None:
    """Write a file, and its folder, with a time long ago."""
    path.write_text("")
    for changed in (path, path.parent):
        os.utime(changed, (seconds, seconds))


def test_nothing_changes_where_nobody_writes(folder: Path) -> None:
    poller = Poller(folder)
    assert [poller.poll() for _ in range(3)] == [NOTHING] * 3


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("app/models.py", WORK),
        (".env", WORK),
        ("app.db", WORK),
        (FILE, PROGRESS),
        ("notes", NOTHING),
    ],
)
def test_a_change_is_told_once_when_it_is_at_rest(
    folder: Path, name: str, changes: Changes
) -> None:
    poller = Poller(folder)
    write(folder / name, 2)
    assert [poller.poll() for _ in range(3)] == [NOTHING, changes, NOTHING]


def test_files_that_go_on_changing_are_told_at_last(folder: Path) -> None:
    poller = Poller(folder)
    polled = []
    for seconds in range(PATIENCE + 1):
        write(folder / "app/models.py", seconds + 2)
        polled.append(poller.poll())
    assert polled == [NOTHING] * PATIENCE + [WORK]


def test_a_file_that_was_written_just_now_is_read_again(folder: Path) -> None:
    """Another write in the same moment would not change its stamp."""
    os.utime(folder / "app/models.py", (2**33, 2**33))
    assert Poller(folder).poll() == WORK


def test_a_busy_database_is_read_again(folder: Path) -> None:
    poller = Poller(folder)
    assert [poller.poll(is_busy=True), poller.poll()] == [WORK, NOTHING]


def test_a_database_that_is_held_is_read_though_nothing_is_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When it begins, and when it ends; what is over at the next look is not told."""
    locked = False
    monkeypatch.setattr(follow, "is_locked", lambda *_: locked)
    poller = Poller(folder)
    polled = []
    for locked in (False, True, True, True, False, False, True, False, False):
        polled.append(poller.poll())
    assert polled == [NOTHING, NOTHING, WORK, NOTHING, NOTHING, WORK, NOTHING, NOTHING, NOTHING]


def test_the_database_is_the_one_of_the_settings(folder: Path) -> None:
    poller = Poller(folder)
    (folder / ".env").write_text("DATABASE_URL=sqlite:///other.db\n")
    os.utime(folder / ".env", (2, 2))
    assert [poller.poll(), poller.poll()] == [NOTHING, WORK]
    write(folder / "other.db", 3)
    polled = [poller.poll() for _ in range(4)]  # its files are followed from now on
    assert polled.count(WORK) == 1
    write(folder / "app.db", 4)
    assert [poller.poll() for _ in range(3)] == [NOTHING] * 3
