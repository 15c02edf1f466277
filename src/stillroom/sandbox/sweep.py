"""Ends what is left of a warmed process whose end was not its own."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

_ROUNDS = 100


def sweep(command: Sequence[str], token: str) -> None:
    """End every process with exactly this command line, or with *token* in its environment.

    *token* is an entry ``NAME=value`` that no other process was started with. A child inherits both.
    Whoever puts both off can stay, where nothing forbids to start processes.
    """
    if sys.platform != "linux" or not _sees_own_processes():
        return
    line, entry = _joined(command), os.fsencode(token)
    for _ in range(_ROUNDS):
        if not [process for process in _others() if _end_if_marked(process, line, entry)]:
            return


def _joined(command: Sequence[str]) -> bytes:
    """A command line as /proc/PID/cmdline has it."""
    return b"".join(os.fsencode(word) + b"\0" for word in command)


def _sees_own_processes() -> bool:
    """Tell whether /proc shows the namespace in which this process can send signals."""
    with contextlib.suppress(OSError):
        return os.readlink("/proc/self") == str(os.getpid())
    return False


def _others() -> Iterator[int]:
    for name in os.listdir("/proc"):
        if name.isdecimal() and int(name) != os.getpid():
            yield int(name)


def _end_if_marked(process: int, line: bytes, entry: bytes) -> bool:
    """End *process* if it is marked; tell whether it was.

    It is held by a handle meanwhile: its number may be given to somebody else at any time.
    """
    with contextlib.suppress(OSError), os.fdopen(os.pidfd_open(process)) as held:
        if _is_marked(process, line, entry):
            signal.pidfd_send_signal(held.fileno(), signal.SIGKILL)
            return True
    return False


def _is_marked(process: int, line: bytes, entry: bytes) -> bool:
    place = Path("/proc", str(process))
    if (place / "cmdline").read_bytes() == line:
        return True
    return entry in (place / "environ").read_bytes().split(b"\0")
