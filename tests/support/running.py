"""A command that goes on beside a test: what the test can ask of it, and one that was forked."""

import os
import select
import signal
import subprocess
from contextlib import suppress
from typing import Protocol

from tests.support.command_server import NUMBER


class Running(Protocol):
    """What tests ask of a process; those of ``subprocess`` can do it too."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None:
        """Return the exit status; None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, at most *timeout* seconds; return the exit status."""

    def send_signal(self, number: int, /) -> None:
        """Send a signal, if it still runs."""

    def kill(self) -> None:
        """End it at once."""


class Forked:
    """A process that is no child of the tests: what waits for it writes its number and its end to a pipe.

    ``returncode`` is minus the number of the signal that ended it, as it is in ``subprocess``.
    """

    def __init__(self, told: int) -> None:
        """*told*: the reading end of the pipe."""
        self._told = told
        self.returncode: int | None = None
        self.pid = self._number()

    def poll(self) -> int | None:
        """Return the exit status; None while it runs."""
        if self.returncode is None and select.select([self._told], [], [], 0)[0]:
            self._end()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; raises subprocess.TimeoutExpired after *timeout* seconds."""
        if self.returncode is None:
            if not select.select([self._told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self._end()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int, /) -> None:
        """Send a signal, if it still runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def _end(self) -> None:
        self.returncode = self._number()
        os.close(self._told)

    def _number(self) -> int:
        return int(NUMBER.unpack(os.read(self._told, NUMBER.size))[0])
