"""The ways to learn at a real terminal, as learners meet them."""

import contextlib
import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest

from stillroom.course.lesson import Lesson
from tests.support.learning import environment, place, saved

COMMAND = [sys.executable, "-m", "stillroom"]


class Terminal:
    """A command in a pseudo-terminal, and what its screen shows."""

    def __init__(self, command: list[str], columns: int, lines: int) -> None:
        """Start *command*."""
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.handle = ours
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, env=environment(),
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - one call of the system
        )  # fmt: skip
        os.close(theirs)

    def type(self, keys: str) -> None:
        """Type *keys*."""
        os.write(self.handle, keys.encode())

    def until(self, text: str) -> str:
        """Read until the screen shows *text*; return the screen. None within 30 seconds is a failure."""
        end = time.monotonic() + 30
        while text not in (shown := "\n".join(self.screen.display)):
            assert time.monotonic() < end, f"{text!r} is not shown:\n{shown}"
            if select.select([self.handle], [], [], 0.5)[0]:
                with contextlib.suppress(OSError):  # the end of the terminal's other side
                    self.stream.feed(os.read(self.handle, 65536))
        return shown

    def close(self) -> None:
        """Close the terminal, as closing its window does."""
        with contextlib.suppress(OSError):
            os.close(self.handle)


@pytest.fixture
def terminal(own: Path, tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start a way to learn in a terminal."""
    opened: list[Terminal] = []

    def start(*arguments: str, columns: int = 80, lines: int = 40) -> Terminal:
        command = [*COMMAND, *arguments, "--project", str(tmp_path), "--course", str(own)]
        opened.append(Terminal(command, columns, lines))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()
        if terminal.process.poll() is None:
            terminal.process.kill()
        terminal.process.wait(30)


@pytest.mark.parametrize("leave", ["\x03", "\x04"], ids=["ctrl-c", "ctrl-d"])
def test_leaving_in_the_middle_keeps_every_answer(
    terminal: Callable[..., Terminal], lesson: Lesson, tmp_path: Path, leave: str
) -> None:
    """Ctrl-C and Ctrl-D end the quiz with a line and status 0; both answers are there."""
    quiz_ = terminal("quiz")
    quiz_.until("q to quit:")
    quiz_.type(f"{place(lesson.questions[0], False)}\n")
    quiz_.until("Question 2 of 3")
    quiz_.until("q to quit:")
    quiz_.type(f"{place(lesson.questions[1], True)}\n")
    quiz_.until("right 3")
    quiz_.type(leave)
    shown = quiz_.until("2 questions answered: 1 right, 1 not yet")
    assert "Stopped; every answer is kept." in shown
    assert "Traceback" not in shown
    assert quiz_.process.wait(30) == 0
    assert {name: card.box for name, card in saved(tmp_path).cards.items()} == {"q-1": 1, "q-2": 5}


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGHUP])
def test_killed_in_the_middle_keeps_every_answer(
    terminal: Callable[..., Terminal], lesson: Lesson, tmp_path: Path, end: signal.Signals
) -> None:
    """An answer is noted when it is given."""
    quiz_ = terminal("quiz", columns=38, lines=60)
    quiz_.until("q to quit:")
    quiz_.type(f"{place(lesson.questions[0], True)}\n")
    quiz_.until("Question 2 of 3")
    quiz_.process.send_signal(end)
    quiz_.process.wait(30)
    assert saved(tmp_path).cards.keys() == {"q-1"}


def test_a_long_chapter_goes_through_a_pager(
    terminal: Callable[..., Terminal], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only on a terminal that is too low for it; it is marked as read when the pager is left."""
    monkeypatch.setenv("MANPAGER", f"{shutil.which('head')} -n 3; echo end of pager")
    low = terminal("read", "table", lines=12)
    low.until("end of pager")
    assert low.process.wait(30) == 0
    assert saved(tmp_path).read == ["table"]
    high = terminal("read", "table", lines=90)
    assert "end of pager" not in high.until("Next: nox -s read -- writing")
