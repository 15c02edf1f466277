"""The lock between processes: one holder, who is named, and nothing left behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stillroom.util import locks

HOLD = """
import sys; from pathlib import Path; from stillroom.util import locks
locks.acquire(Path(sys.argv[1])); print("held", flush=True); sys.stdin.read()
"""


def test_who_holds_the_lock_is_named(tmp_path: Path) -> None:
    """Whoever does not wait is told; afterwards the file has gone, and the lock can be had."""
    path = tmp_path / "lock"
    lock = locks.acquire(path)
    with pytest.raises(locks.Held) as raised:
        locks.try_acquire(path)
    assert raised.value.owner == str(os.getpid())
    lock.release()
    assert not path.exists()
    locks.try_acquire(path).release()


def test_a_file_without_a_number_has_an_unknown_owner(tmp_path: Path) -> None:
    lock = locks.acquire(tmp_path / "lock")
    (tmp_path / "lock").write_text("\x1b[31m")
    with pytest.raises(locks.Held) as raised:
        locks.try_acquire(tmp_path / "lock")
    assert raised.value.owner == "unknown"
    lock.release()


@pytest.mark.processes
def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    """The file that it left is taken over."""
    path = tmp_path / "lock"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(locks.Held) as raised:
            locks.try_acquire(path)
        assert raised.value.owner == str(process.pid)
        process.send_signal(signal.SIGKILL)
    assert path.exists()
    locks.try_acquire(path).release()
    assert not path.exists()


def test_a_lock_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "target")
    with pytest.raises(OSError, match="link"):
        locks.acquire(tmp_path / "lock")
    assert not (tmp_path / "target").exists()
