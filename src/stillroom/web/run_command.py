"""Commands of Alembic, run for the page: in the learner's own project, as a terminal would."""

import os
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from stillroom.course.course import Course
from stillroom.course.lesson import Lesson
from stillroom.course.table import steps_of, tables
from stillroom.errors import StillroomError
from stillroom.util.text import clean, indented, listed

SECONDS = 120.0  # after which a command is ended
MOST = 20_000  # bytes of its output that are kept: the last ones


@dataclass(frozen=True)
class Ran:
    """A command that has ended: what was typed, how it ended, and its output."""

    command: str
    ended: str
    good: bool
    output: str


def taught(course: Course, lesson: Lesson) -> list[str]:
    """Return the commands of Alembic that the lesson shows, each once: those of its table first."""
    commands = [
        *(step.command for each in tables(course) for step in steps_of(each) if step.argv),
        *(command.run for command in lesson.snapshot),
    ]
    return [command for command in dict.fromkeys(commands) if command.startswith("alembic ")]


class CommandRunner:
    """Runs one command at a time, of those that the lesson teaches."""

    def __init__(self, project: Path, commands: list[str]) -> None:
        """*commands* are the examples that the page offers; others of their kind may be typed."""
        self.project, self.commands = project, commands
        self.last: Ran | None = None
        self._kinds = sorted({command.split()[1] for command in commands})
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._over = False

    def run(self, line: str) -> Ran:
        """Run what was typed and keep how it ended; raises StillroomError if it may not run."""
        words = self._words(line)
        if not self._turn.acquire(blocking=False):
            raise StillroomError("A command is still running. Wait for its end, then try again.")
        try:
            self.last = self._run(clean(line), words)
        finally:
            self._turn.release()
        return self.last

    def stop(self) -> None:
        """End the command that is running, with everything that it has begun; run no other."""
        self._over = True
        if self._process is not None:
            _kill(self._process)

    def _words(self, line: str) -> list[str]:
        """Return the words after ``alembic``; no shell ever reads them."""
        try:
            words = shlex.split(line)
        except ValueError as error:
            raise StillroomError(f"{line}: a quote is opened and not closed.") from error
        if words[:1] != ["alembic"] or words[1:2] == [] or words[1] not in self._kinds:
            kinds = listed(f"alembic {kind}" for kind in self._kinds)
            raise StillroomError(
                f"{line or 'nothing'}: this is not run here. These commands are: {kinds}. "
                "For all others, use a terminal."
            )
        return words[1:]

    def _run(self, command: str, words: list[str]) -> Ran:
        if self._over:
            raise StillroomError(f"{command}: the lesson has ended.")
        with self._started(words) as (process, late):
            output = _tail(process)
            code = process.wait()
        if late.is_set():
            return Ran(command, f"was ended after {SECONDS:.0f} seconds", False, output)
        ended = "ended well" if code == 0 else f"ended with exit code {code}"
        return Ran(command, ended, code == 0, output)

    @contextmanager
    def _started(
        self, words: list[str]
    ) -> Iterator[tuple[subprocess.Popen[bytes], threading.Event]]:
        """Start Alembic in a session of its own, and leave nothing of it behind."""
        late = threading.Event()

        def end() -> None:
            late.set()
            _kill(process)

        with subprocess.Popen(  # noqa: S603 - a command of Alembic that the learner has typed
            [sys.executable, "-m", "alembic", *words],
            cwd=self.project, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True, bufsize=0,
            env={**os.environ, "PYTHONIOENCODING": "utf-8:replace"},
        ) as process:  # fmt: skip
            self._process = process
            timer = threading.Timer(SECONDS, end)
            timer.start()
            try:
                yield process, late
            finally:
                timer.cancel()
                self._process = None


def _tail(process: subprocess.Popen[bytes]) -> str:
    """Read to the end, and return the last part as text."""
    assert process.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
    tail = b""
    while chunk := process.stdout.read(MOST):
        tail = (tail + chunk)[-MOST:]
    return "\n".join(indented(line) for line in tail.decode("utf-8", "replace").splitlines())


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process that is still running, and what it has started."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
