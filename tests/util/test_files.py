"""Files as a whole or not at all, no link followed, one fingerprint."""

import os
import stat
import threading
from pathlib import Path

import pytest

from stillroom.errors import StillroomError
from stillroom.util.files import (
    can_write_output,
    digest,
    leftovers,
    read_folder,
    read_plain,
    write,
    write_output,
)


@pytest.mark.parametrize("durable", [False, True])
def test_a_file_is_replaced_as_a_whole(tmp_path: Path, durable: bool) -> None:
    """Text is UTF-8 with the line ends that it has; bytes are bytes; nothing else stays behind."""
    path = tmp_path / "report"
    write(path, "Ä雪\r\n", durable=durable)
    assert path.read_bytes() == "Ä雪\r\n".encode()
    write(path, b"\xff\x00", durable=durable)
    assert path.read_bytes() == b"\xff\x00"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """The error says which file and why."""
    path = tmp_path / "report"
    write(path, "old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, broken, full)
    with pytest.raises(StillroomError, match=r"report: cannot be written: No space left on device"):
        write(path, "new", durable=True)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(StillroomError, match="cannot be written: No such file or directory"):
        write(tmp_path / "nowhere" / "report", "x")


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_a_private_file_is_the_owner_s_alone(tmp_path: Path) -> None:
    write(tmp_path / "private", "x", private=True)
    assert stat.S_IMODE((tmp_path / "private").stat().st_mode) == 0o600


def test_leftovers_are_those_of_files_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A killed write is found again; files of somebody else are not taken for one."""
    for name in ("a.json", ".a.json", ".gitignore", ".a.json.short", ".b.txt.0a1b2c3d"):
        (tmp_path / name).touch()
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(5, "gone")))
    monkeypatch.setattr(os, "unlink", lambda *_: None)  # as if the process had been killed
    with pytest.raises(StillroomError):
        write(tmp_path / "a.json", "x")
    found = leftovers(tmp_path, "*.json")
    assert [path.name.rpartition(".")[0] for path in found] == [".a.json"]
    assert len(found) == 1


def test_a_plain_read_follows_no_link_and_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"12345")
    (tmp_path / "link").symlink_to("plain")
    assert read_plain(tmp_path / "plain", 3) == b"123"
    with pytest.raises(OSError, match="link"):
        read_plain(tmp_path / "link", 3)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_plain_read_never_waits_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="a pipe"):
        read_plain(tmp_path / "pipe", 3)


def test_a_folder_is_read_by_paths_with_slashes(tmp_path: Path) -> None:
    """What Python compiles is left out."""
    for name in ("b.py", "a/c.txt", "a/__pycache__/c.pyc", "d.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert read_folder(tmp_path) == {"a/c.txt": b"a/c.txt", "b.py": b"b.py"}


def test_a_digest_depends_on_every_name_and_length() -> None:
    """The order does not count; a byte that moves from one file to the next does."""
    assert digest({"a": b"1", "b": b"2"}) == digest({"b": b"2", "a": b"1"})
    different = [{}, {"a": b""}, {"a": b"12"}, {"a": b"1", "b": b"2"}, {"a": b"1b\x001\x002"}]
    assert len({digest(files) for files in different}) == len(different)
    assert len({digest({name: b""}) for name in ("\udcff", "\ud800", "?")}) == 3


def test_a_link_that_the_user_named_is_followed(tmp_path: Path) -> None:
    """The file that it leads to is replaced as a whole, made where it is missing; the link stays."""
    (tmp_path / "folder").mkdir()
    target, link = tmp_path / "folder" / "target", tmp_path / "link"
    (tmp_path / "second").symlink_to(Path("folder", "target"))
    link.symlink_to("second")
    for text in ("new", "newer"):
        assert can_write_output(link)
        write_output(link, text)
        assert target.read_text() == text
    assert link.is_symlink()
    assert list((tmp_path / "folder").iterdir()) == [target]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_that_the_user_named_is_written_through(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[str] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_text()))
    reader.start()
    assert can_write_output(pipe)
    write_output(pipe, "report")
    reader.join()
    assert received == ["report"]
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def device(path: Path, number: int) -> None:
    """Make *path* a device of the memory, by its number; skips the test where that is not allowed."""
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, number))
        path.read_bytes() if number == 3 else path.open("wb").close()
    except OSError as error:
        pytest.skip(f"no devices can be made here: {error}")


@pytest.mark.skipif(not hasattr(os, "mknod"), reason="no devices here")
def test_a_device_that_the_user_named_is_never_replaced(tmp_path: Path) -> None:
    """What it refuses is an error like any other."""
    nothing, full = tmp_path / "nothing", tmp_path / "full"
    device(nothing, 3)
    device(full, 7)
    write_output(nothing, "report")
    with pytest.raises(StillroomError, match="full: cannot be written: No space left on device"):
        write_output(full, "report")
    assert nothing.is_char_device() and full.is_char_device()
    assert sorted(tmp_path.iterdir()) == [full, nothing]


def test_what_cannot_be_written_is_known_before(tmp_path: Path) -> None:
    """A folder, a file in no folder, a link into no folder, links in a circle."""
    (tmp_path / "astray").symlink_to("nowhere/report")
    (tmp_path / "circle").symlink_to("circle")
    for name in ("", "nowhere/report", "astray", "circle"):
        assert not can_write_output(tmp_path / name), name
        with pytest.raises(StillroomError, match="cannot be written"):
            write_output(tmp_path / name, "x")
    assert can_write_output(tmp_path / "report")


def test_the_file_of_standard_output_is_added_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody has opened it already, perhaps to add to it: it is not replaced under their hands."""
    log = tmp_path / "log"
    log.write_text("earlier\n")
    with log.open("ab") as opened:
        status = os.fstat(opened.fileno())
        monkeypatch.setattr(os, "dup", lambda _, dup=os.dup: dup(opened.fileno()))
        fstat = os.fstat
        monkeypatch.setattr(os, "fstat", lambda number: status if number == 1 else fstat(number))
        write_output(log, "report\n")
    assert log.read_text() == "earlier\nreport\n"
