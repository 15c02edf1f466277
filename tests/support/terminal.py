"""A pseudo-terminal with a screen emulator, plain input and output, and the processes behind them."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pyte

from tests.support.commands import start_module

LIMIT = 90.0  # seconds after which a test gives up
WATCH = ("stillroom", "watch")


class Terminal:
    """A terminal with a command in it, and what its screen shows."""

    def __init__(
        self,
        *words: str,
        columns: int = 100,
        lines: int = 40,
        folder: Path | None = None,
        **variables: str,
    ) -> None:
        """Start ``python -m`` *words* in a terminal of some size, with *variables* in its environment."""
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        self.handle, own = pty.openpty()
        self.resize(columns, lines)
        self.before = termios.tcgetattr(own)
        # A session of its own, of which this is the terminal: closing it ends what is in there.
        self.process = start_module(
            *words, environment=environment() | {"TERM": "xterm-256color"} | variables, folder=folder,
            streams=(own, own, own), in_terminal=True,
        )  # fmt: skip
        self.own = own

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        self.screen.resize(lines, columns)
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    @property
    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def until(self, shown: Callable[[str], object]) -> str:
        """Read until the screen shows something, and return what it shows."""
        deadline = time.monotonic() + LIMIT
        while not shown(self.text):
            left = deadline - time.monotonic()
            assert left > 0, f"not shown:\n{self.text}"
            assert self.feed(left), f"ended:\n{self.text}"
        return self.text

    def feed(self, seconds: float) -> bool:
        """Read what there is; tell whether there was anything."""
        if not select.select([self.handle], [], [], seconds)[0]:
            return False
        with contextlib.suppress(OSError):
            if read := os.read(self.handle, 65536):
                self.stream.feed(read)
                return True
        return False

    def shows(self, *words: str) -> str:
        """Wait until the screen shows all of *words*."""
        return self.until(lambda text: all(word in text for word in words))

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self.handle, keys.encode())

    def ends(self) -> int:
        """Wait for the end of the command, reading all that it says."""
        deadline = time.monotonic() + LIMIT
        while self.process.poll() is None:
            assert time.monotonic() < deadline, self.text
            self.feed(0.05)
        while self.feed(0):
            pass
        return self.process.wait()

    def close(self) -> None:
        """Close the terminal, and end what is still in it."""
        for handle in (self.handle, self.own):
            with contextlib.suppress(OSError):
                os.close(handle)
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def environment() -> dict[str, str]:
    dropped = (
        "DATABASE_URL", "STILLROOM_", "COLUMNS", "LINES", "TERM", "NO_COLOR", "FORCE_COLOR", "PAGER",
        "LESS",
    )  # fmt: skip
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}


def children(pid: int) -> set[int]:
    """Every process that descends from *pid*."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    found = {pid}
    while more := {process for process, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def all_end(processes: set[int]) -> bool:
    deadline = time.monotonic() + LIMIT
    while left := [pid for pid in processes if is_running(pid)]:
        if time.monotonic() > deadline:
            return False
        with contextlib.suppress(OSError):
            handle = os.pidfd_open(left[0])
            select.select([handle], [], [], 1)
            os.close(handle)
    return True


class Plain:
    """The watch in plain mode: lines in, lines out."""

    def __init__(self, project: Path, *options: str, **variables: str) -> None:
        """Start the watch."""
        given, typed = os.pipe()
        read, written = os.pipe()
        self.process = start_module(
            *WATCH, "--project", str(project), *options,
            environment=environment() | variables, streams=(given, written, written),
        )  # fmt: skip
        os.close(given)
        os.close(written)
        self.input, self.output = os.fdopen(typed, "wb"), os.fdopen(read, "rb")
        self.text = ""

    def shows(self, words: str) -> None:
        """Wait until *words* were written."""
        deadline = time.monotonic() + LIMIT
        while words not in self.text:
            left = max(0.0, deadline - time.monotonic())
            ready = select.select([self.output], [], [], left)[0]
            assert ready, f"not shown: {words}\n{self.text}"
            read = os.read(self.output.fileno(), 65536)
            assert read, f"ended without: {words}\n{self.text}"
            self.text += read.decode()

    def type(self, line: str) -> None:
        """Write a line."""
        self.input.write(f"{line}\n".encode())
        self.input.flush()

    def close(self) -> None:
        """End it, and close the ends of its pipes."""
        self.process.kill()
        self.process.wait()
        self.output.close()
        with contextlib.suppress(BrokenPipeError):
            self.input.close()
