"""The parts of the isolation, each by itself: what another layer would hide if it failed."""

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from stillroom.sandbox import launch, open_project
from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tiers import Tier
from stillroom.sandbox.worker import seccomp
from stillroom.sandbox.worker.remove import remove
from stillroom.submission import intake
from stillroom.submission.intake import take_in

linux_only = pytest.mark.skipif(not seccomp.available(), reason="seccomp is not to be had here")


def filtered(work: Callable[[], object]) -> str:
    """Run *work* in a child behind the filter alone; return the name of its error, or nothing."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        import ctypes

        try:
            ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)  # no new privileges
            seccomp.install(seccomp.program(seccomp.rules()))
            work()
        except BaseException as error:  # noqa: BLE001 - this process must end here
            os.write(writing, type(error).__name__.encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        name = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return name if status == 0 else signal.Signals(-status).name


def owned_pipe() -> None:
    """Ask the kernel to send somebody else a signal."""
    import fcntl

    fcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, os.getppid())


def owned_socket() -> None:
    """The same by another call."""
    import fcntl

    fcntl.ioctl(socket.socketpair()[0], 0x8901, os.getppid().to_bytes(4, "little"))


REFUSED = {
    "owner of a pipe": owned_pipe,
    "owner of a socket": owned_socket,
    "signal": lambda: os.kill(os.getppid(), 0),
    "truncating what is read": lambda: os.open(__file__, os.O_RDONLY | os.O_TRUNC),
    "permissions": lambda: os.chmod(__file__, 0o644),
    "times": lambda: os.utime(__file__),
    "process": os.fork,
    "socket": socket.socket,
    "memory file": lambda: os.memfd_create("x"),
}
ALLOWED = {
    "reading": lambda: os.open(__file__, os.O_RDONLY),
    "truncating what is written": lambda: os.open(os.devnull, os.O_WRONLY | os.O_TRUNC),
    "other uses of fcntl": lambda: os.set_blocking(os.pipe()[0], False),
    "pair of sockets": socket.socketpair,
}


@linux_only
@pytest.mark.parametrize(
    ("work", "error"),
    [(call, "PermissionError") for call in REFUSED.values()]
    + [(call, "") for call in ALLOWED.values()],
    ids=[*REFUSED, *ALLOWED],
)
def test_the_filter_alone_refuses(work: Callable[[], object], error: str) -> None:
    """What Landlock would catch too on a new kernel, the filter catches on an old one."""
    before = Path(__file__).read_bytes()
    assert filtered(work) == error
    assert Path(__file__).read_bytes() == before


def test_a_folder_of_any_depth_is_removed(tmp_path: Path) -> None:
    """Deeper than a path may be long, with folders that nobody may enter, and links that lead out."""
    outside, top = tmp_path / "outside", tmp_path / "top"
    outside.mkdir()
    (outside / "kept").touch()
    top.mkdir()
    place = os.open(top, os.O_RDONLY)
    for _ in range(1400):
        os.mkdir("in", 0o700, dir_fd=place)
        os.symlink(outside, "link", dir_fd=place)
        below = os.open("in", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = below
    os.close(place)
    (top / "locked").mkdir()
    (top / "locked" / "file").touch()
    (top / "locked").chmod(0)
    remove(str(top))
    assert not top.exists()
    assert (outside / "kept").exists()


def test_many_entries_are_not_all_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind too many files no folder is searched, and the advice does not name them all."""
    monkeypatch.setattr(intake, "MOST_ENTRIES", 10)
    deep = tmp_path / "app" / "deep"
    deep.mkdir(parents=True)
    (deep / "far.py").touch()
    for number in range(intake.MOST_FILES + 100):
        (tmp_path / "app" / f"m{number:03}.py").touch()
    taken = take_in(tmp_path)
    assert len(taken.files) == intake.MOST_FILES
    assert taken.is_cut_off
    assert len(taken.left_out) == intake.MOST_NAMED
    assert "app/deep/far.py" not in taken.files
    assert "more than 10 files and folders" in taken.left_out["app"]
    assert "81 more" in list(taken.left_out.values())[-1]


def test_all_commands_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever uses nearly the whole limit in each of many commands is stopped in the end."""
    monkeypatch.setattr(open_project, "ALL_COMMANDS", 0)
    with Runner(tiers=[Tier.self_check]) as weak, weak.open({"app/__init__.py": b""}) as opened:
        trouble = opened.run({}, "revisions").trouble
    assert trouble is not None
    assert (trouble.kind, trouble.message) == ("Timeout", "0 s for all commands together")


def test_the_course_is_hidden_behind_every_name_that_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link beside a hidden folder does not lead around it."""
    (tmp_path / "lib" / "stillroom" / "exercises").mkdir(parents=True)
    (tmp_path / "lib" / "other").mkdir()
    (tmp_path / "lib64").symlink_to("lib")
    (tmp_path / "shown").symlink_to("lib/other")
    hidden = {tmp_path / "lib" / "stillroom" / "exercises"}
    assert sorted(launch.visible_paths(tmp_path, hidden)) == [
        str(tmp_path / "lib" / "other"),
        str(tmp_path / "shown"),
    ]
