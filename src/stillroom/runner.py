"""The parent's side of a child process: one command, isolated and timed.

Whatever comes back is words for a message. Only that a command failed is believed; that it
succeeded is never taken for more than leave to look at the database.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from stillroom.errors import GraderFault

TIME_LIMIT = 20.0  # seconds for one command
BOOT_LIMIT = 60.0  # seconds for the warmed process to get ready
LARGEST_REPORT = 200_000  # bytes
LIMITS = {
    "RLIMIT_CPU": 60,  # seconds
    "RLIMIT_FSIZE": 64_000_000,  # bytes of one file
    "RLIMIT_CORE": 0,
    "RLIMIT_NOFILE": 256,
}


@dataclass(frozen=True)
class Request:
    """One command for a child."""

    operation: str
    """``alembic``, ``plan`` (list the revisions) or ``models`` (create what the models declare)."""
    project: str
    url: str
    report: str
    output: str
    arguments: list[str] = field(default_factory=list)
    limits: dict[str, int] = field(default_factory=lambda: dict(LIMITS))


@dataclass(frozen=True)
class Trouble:
    """How a learner's code went wrong, in its own words. Every text here is a stranger's."""

    kind: str
    message: str
    statement: str | None = None
    frames: tuple[tuple[str, int], ...] = ()
    """File in the project and line, the innermost last."""
    chain: tuple[tuple[str, str], ...] = ()
    """The errors behind this one: kind and message."""


@dataclass(frozen=True)
class Ended:
    """How a command ended. ``trouble`` is None only where the child claims that all went well."""

    trouble: Trouble | None
    answer: Mapping[str, Any]
    warnings: tuple[str, ...] = ()


class Server(Protocol):
    """Runs requests; the two kinds differ only in what one costs."""

    name: str

    def run(self, request: Request, seconds: float) -> int | None:
        """Run *request*; return the exit status, negative for a signal, None if it was too slow."""

    def close(self) -> None:
        """End every process that was started."""


class Runner:
    """Runs commands on learners' projects; use it in a ``with`` block."""

    def __init__(self, seconds: float = TIME_LIMIT) -> None:
        """*seconds* is the time limit of one command."""
        self.seconds = seconds
        self.server: Server = (
            Forks() if hasattr(os, "fork") and sys.platform != "darwin" else Spawns()
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.server.close()

    @property
    def sandbox(self) -> str:
        """The isolation that is really in force, in words."""
        return (
            f"{self.server.name}: own session, scrubbed environment, copy of the project, "
            f"{self.seconds:g} s and {LIMITS['RLIMIT_FSIZE'] // 1_000_000} MB a file at most; "
            "other files and the network are not shut off"
        )

    def run(
        self, messages: Path, project: Path, url: str, operation: str, *arguments: str
    ) -> Ended:
        """Run one operation and return how it ended; raises GraderFault if the grader is at fault."""
        report, output = messages / "report.json", messages / "output.txt"
        report.unlink(missing_ok=True)
        request = Request(operation, str(project), url, str(report), str(output), list(arguments))
        status = self.server.run(request, self.seconds)
        if status is None:
            return Ended(Trouble("Timeout", f"{self.seconds:g} s"), {})
        return _ended(status, _read_report(report))


def _ended(status: int, report: dict[str, Any]) -> Ended:
    warnings = tuple(str(one) for one in _list(report.get("warnings")))
    error = report.get("error")
    if isinstance(error, dict) and error.get("kind") != "SystemExit":
        return Ended(_trouble(error), {}, warnings)
    if status != 0 or "answer" not in report:
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        frames = _trouble(error).frames if isinstance(error, dict) else ()
        return Ended(Trouble("ProcessExit", how, frames=frames), {}, warnings)
    answer = report["answer"]
    return Ended(None, answer if isinstance(answer, dict) else {}, warnings)


def _trouble(error: dict[str, Any]) -> Trouble:
    statement = error.get("statement")
    return Trouble(
        kind=str(error.get("kind")),
        message=str(error.get("message")),
        statement=str(statement) if statement else None,
        frames=tuple(
            (str(frame[0]), int(frame[1]))
            for frame in _list(error.get("frames"))
            if isinstance(frame, list) and len(frame) == 2 and isinstance(frame[1], int)
        ),
        chain=tuple(
            (str(one.get("kind")), str(one.get("message")))
            for one in _list(error.get("chain"))
            if isinstance(one, dict)
        ),
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _read_report(path: Path) -> dict[str, Any]:
    """What the child left behind; anything strange is as good as nothing."""
    try:
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        )
        with os.fdopen(handle, "rb") as file:
            report = json.loads(file.read(LARGEST_REPORT))
    except (OSError, ValueError, RecursionError):
        return {}
    return report if isinstance(report, dict) else {}


def _environment() -> dict[str, str]:
    """The whole environment of a child: nothing of the grader's own but what Python needs."""
    kept = ("SYSTEMROOT", "PYTHONPATH") if os.name == "nt" else ()
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        **{name: os.environ[name] for name in kept if name in os.environ},
    }


def _command(mode: str) -> list[str]:
    return [sys.executable, "-I", "-m", "stillroom.child", mode]


class Forks:
    """A warmed process that forks a child for every request."""

    name = "a forked process for every command"

    def __init__(self) -> None:
        """Start nothing yet: the process is started by the first request."""
        self.process: subprocess.Popen[bytes] | None = None
        self.received = b""

    def run(self, request: Request, seconds: float) -> int | None:
        """Run *request* in a fork; once more in a new process if the warmed one has died."""
        for _ in range(2):
            try:
                return self._run(self._warmed(), request, seconds)
            except (OSError, EOFError, ValueError):
                self.close()
        # The warmed process holds nothing that fails by itself: the learner's code ended it.
        return -signal.SIGKILL

    def _run(
        self, process: subprocess.Popen[bytes], request: Request, seconds: float
    ) -> int | None:
        assert process.stdin is not None  # noqa: S101 - for the type checker: opened as a pipe
        process.stdin.write(json.dumps(asdict(request)).encode() + b"\n")
        process.stdin.flush()
        child = int(self._line(process, BOOT_LIMIT) or "")
        line = self._line(process, seconds)
        if line is not None:
            return int(line)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        if self._line(process, BOOT_LIMIT) is None:
            self.close()
        return None

    def _line(self, process: subprocess.Popen[bytes], seconds: float) -> bytes | None:
        """The next line of the protocol, or None after *seconds*; raises EOFError at the end."""
        assert process.stdout is not None  # noqa: S101 - for the type checker: opened as a pipe
        # Read without Python's own buffer: a line that waits in there is not seen by select().
        handle, deadline = process.stdout.fileno(), time.monotonic() + seconds
        while b"\n" not in self.received:
            left = max(0.0, deadline - time.monotonic())
            if not select.select([handle], [], [], left)[0]:
                return None
            chunk = os.read(handle, 4096)
            if not chunk:
                raise EOFError
            self.received += chunk
        line, _, self.received = self.received.partition(b"\n")
        return line

    def _warmed(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                _command("serve"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,
            )
            self.process = process
            try:
                ready = self._line(process, BOOT_LIMIT)
            except EOFError:
                ready = None
            if ready is None:
                self.close()
                raise GraderFault(
                    "the process that runs migrations does not start; try "
                    f"'{sys.executable} -m stillroom.child serve' to see why"
                )
        return self.process

    def close(self) -> None:
        """End the warmed process and every child of it."""
        process, self.process = self.process, None
        self.received = b""
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe and pipe.close()


class Spawns:
    """A fresh interpreter for every request, where forking is not to be had."""

    name = "a new interpreter for every command"

    def run(self, request: Request, seconds: float) -> int | None:
        """Run *request* in a new interpreter."""
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            _command("once"),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
            text=True,
        )
        deadline = time.monotonic() + seconds + BOOT_LIMIT / 10
        try:
            process.communicate(json.dumps(asdict(request)) + "\n", deadline - time.monotonic())
        except subprocess.TimeoutExpired:
            return None
        finally:
            self._end(process)
        return process.returncode

    def _end(self, process: subprocess.Popen[str]) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()

    def close(self) -> None:
        """Nothing outlives a request."""
