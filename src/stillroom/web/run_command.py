"""Commands of Alembic, run for the page: in the learner's own project, as a terminal would."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from stillroom.course.course import Course
from stillroom.course.lesson import Lesson
from stillroom.course.table import steps_of, tables
from stillroom.errors import StillroomError
from stillroom.project.advice import OF_ALEMBIC
from stillroom.util.text import clean, indented
from stillroom.web.typed_command import Refused, as_shown, words_of

SECONDS = 120.0  # after which a command is ended
MOST = 20_000  # bytes of its output that are kept: the last ones
PAUSE = 0.1  # seconds between two looks at the output of a command that is running
STILL_RUNNING = "A command is still running. Wait for its end, or stop it."
MOST_RUNS = 20  # commands that are kept: the last ones


@dataclass(frozen=True)
class Ran:
    """A command: what was typed, how it ended, and its output so far."""

    number: int
    command: str
    output: str = ""
    code: int | None = None
    """The exit code; None while it runs, and where it was ended."""
    ended: str = ""
    """Why it was ended: half a sentence."""
    is_running: bool = False

    @property
    def good(self) -> bool:
        """Whether it came to its end without an error."""
        return self.code == 0


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
        self.told: Callable[[], None] = lambda: None
        """Called with each change of ``runs``."""
        self.runs: tuple[Ran, ...] = ()
        """The last commands, the newest at the end; it may still be running."""
        self._kinds = sorted({*OF_ALEMBIC, *(command.split()[1] for command in commands)})
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = ""
        self._over = False

    def run(self, line: str) -> Ran:
        """Run what was typed and keep how it ended; raises Refused if it may not run."""
        words = words_of(line, self._kinds)
        with self._alone(Refused(STILL_RUNNING, line)):
            return self._run(clean(as_shown(line)), words)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Run no command in this ``with`` block; raises StillroomError while one is running."""
        with self._alone(StillroomError(STILL_RUNNING)):
            yield

    @contextmanager
    def _alone(self, refusal: StillroomError) -> Iterator[None]:
        if not self._turn.acquire(blocking=False):
            raise refusal
        try:
            yield
        finally:
            self._turn.release()

    def halt(self, why: str = "stopped") -> None:
        """End the command that is running, if any, with everything that it has begun."""
        if self._process is not None:
            self._ended = why
            _kill(self._process)

    def stop(self) -> None:
        """End the command that is running; run no other."""
        self._over = True
        self.halt()

    def _run(self, command: str, words: list[str]) -> Ran:
        if self._over:
            raise StillroomError(f"{command}: the lesson has ended.")
        self._ended = ""
        number = self.runs[-1].number + 1 if self.runs else 1
        ran = Ran(number, command, is_running=True)
        self.runs = (*self.runs, ran)[-MOST_RUNS:]
        self.told()
        with self._started(words) as process:
            for output in _tails(process):
                ran = self._changed(replace(ran, output=output))
            code = process.wait()
        how = {"ended": self._ended} if self._ended else {"code": code}
        return self._changed(replace(ran, is_running=False, **how))

    def _changed(self, ran: Ran) -> Ran:
        self.runs = (*self.runs[:-1], ran)
        self.told()
        return ran

    @contextmanager
    def _started(self, words: list[str]) -> Iterator[subprocess.Popen[bytes]]:
        """Start Alembic in a session of its own, and leave nothing of it behind."""
        late = f"ended after {SECONDS:.0f} seconds"
        with subprocess.Popen(  # noqa: S603 - a command of Alembic that the learner has typed
            [sys.executable, "-m", "alembic", *words],
            cwd=self.project, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True, bufsize=0,
            env={**os.environ, "PYTHONIOENCODING": "utf-8:replace", "PYTHONUNBUFFERED": "1"},
        ) as process:  # fmt: skip
            self._process = process
            timer = threading.Timer(SECONDS, self.halt, [late])
            timer.start()
            try:
                yield process
            finally:
                timer.cancel()
                self._process = None


def _tails(process: subprocess.Popen[bytes]) -> Iterator[str]:
    """Read to the end; yield the last part as text, each time that there is more of it."""
    assert process.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
    tail, said = b"", 0.0
    while chunk := process.stdout.read(MOST):
        tail = (tail + chunk)[-MOST:]
        if time.monotonic() - said > PAUSE:
            yield _text(tail)
            said = time.monotonic()
    yield _text(tail)


def _text(tail: bytes) -> str:
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
