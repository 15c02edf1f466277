"""Commands on a learner's project, each run in an isolated child, timed, and ended for good.

Whatever comes back is words for a message, and the files of the database. Only that a command
failed is believed; that it succeeded is never taken for more than leave to look at the database.
"""

import base64
import contextlib
import json
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from stillroom.databases.sqlite.files import DATABASE_FILES
from stillroom.errors import GraderFault, StillroomError
from stillroom.sandbox.probe import choose
from stillroom.sandbox.tiers import Isolation, Tier
from stillroom.sandbox.warmed import ProcessEnded, WarmedProcess

TIME_LIMIT = 20.0  # seconds for one command
ALL_COMMANDS = 20  # of these limits, for all commands of a submission together
LONGEST_WORDS = 1000  # characters of one text that a child reports: patterns are looked for in it
LONGEST_STATEMENT = 4000
LONGEST_CODE = 100
MOST_WORDS = 20  # texts of one kind
FILLED = "too many files, or too much data, in the folder of the database"
MOST_LINES = 1_000_000

Files = Mapping[str, bytes]


class Stopped(Exception):
    """The runner was told to stop: what is under way has no result."""


@dataclass(frozen=True)
class ReportedError:
    """How a learner's code went wrong, in its own words. Every text here is a stranger's."""

    kind: str
    message: str
    statement: str | None = None
    frames: tuple[tuple[str, int], ...] = ()
    """File in the project and line, the innermost last."""
    chain: tuple[tuple[str, str], ...] = ()
    """The errors behind this one: kind and message."""
    code: str = ""
    """The database's own name of the error; empty where there is none."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended. ``trouble`` is None only where the child claims that all went well."""

    trouble: ReportedError | None
    answer: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    database: Files = field(default_factory=dict)
    """The files of the database afterwards, by what follows the name of the database file."""
    unreadable: str | None = None
    """Why there are no such files, where something else is in their place."""


class Runner:
    """Runs commands on learners' projects; use it in a ``with`` block."""

    def __init__(
        self,
        seconds: float = TIME_LIMIT,
        require: Tier = Tier.self_check,
        tiers: Sequence[Tier] | None = None,
    ) -> None:
        """*seconds* is the time limit of one command; *require*, the weakest tier that will do.

        *tiers* are tried instead of those that are usual on this kind of machine. The isolation is
        chosen when it is first needed; StillroomError says that it cannot be had.
        """
        self.seconds = seconds
        self.tiers = tiers or [one for one in _usual() if one.at_least(require)] or [require]
        self.server: WarmedProcess | None = None
        self.stopped = False
        self._isolation: Isolation | None = None

    def __enter__(self) -> Self:
        """Start the process at once: it gets ready while the parent does other things."""
        with contextlib.suppress(StillroomError, OSError):
            self.server = WarmedProcess(self.tiers[0], self.seconds)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every process; the next command starts a new one of the same tier."""
        server, self.server = self.server, None
        if server is not None:
            server.close()

    def stop(self) -> None:
        """End every process, from whichever thread; a command that is under way raises Stopped."""
        self.stopped = True
        self.close()

    @property
    def isolation(self) -> Isolation:
        """The isolation that is really in force."""
        self._started()
        assert self._isolation is not None  # noqa: S101 - for the type checker: set by _started
        return self._isolation

    @property
    def sandbox(self) -> str:
        """The isolation that is really in force, in words."""
        return f"{self.isolation.words}; {self.seconds:g} s for a command"

    def open(self, files: Files) -> "Project":
        """Return the project made of *files*, to run commands on in a ``with`` block."""
        return Project(self, files)

    def _started(self) -> WarmedProcess:
        if self.stopped:
            raise Stopped
        if self._isolation is None:
            started, self.server = self.server, None
            self.server, self._isolation = choose(self.seconds, self.tiers, started)
        if self.server is None:
            assert self._isolation is not None  # noqa: S101 - for the type checker: set above
            self.server = WarmedProcess(self._isolation.tier, self.seconds)
        if self.stopped:  # while it started
            self.server.close()
            raise Stopped
        return self.server


def _usual() -> list[Tier]:
    """The tiers that are worth a try on this kind of machine."""
    return list(Tier)[:3] if sys.platform == "linux" else [Tier.self_check]


class Project:
    """One submission's files, laid out for its commands; use it in a ``with`` block."""

    def __init__(self, runner: Runner, files: Files) -> None:
        """Begin; nothing is started before the first command."""
        self.runner, self.files = runner, files
        self.server: WarmedProcess | None = None
        self.used = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        server, self.server = self.server, None
        if server is None:
            return
        if kind is not None and not issubclass(kind, Exception):
            self.runner.close()  # interrupted: a command may be under way, and is not waited for
            return
        try:
            server.shut()
        except (ProcessEnded, KeyboardInterrupt):
            self.runner.close()

    def run(self, database: Files, operation: str, *arguments: str) -> Outcome:
        """Run one operation on *database* and return how it ended, and what the database is then.

        The operations are ``alembic``, ``revisions`` (list the revisions) and ``models`` (create what
        the models declare). Raises GraderFault if the grader is at fault.
        """
        for _ in range(2):
            try:
                return self._run(database, operation, *arguments)
            except ProcessEnded as ended:
                words = str(ended)
                self._give_up()
        if self.runner.isolation.tier.at_least(Tier.filter):
            raise GraderFault(f"the process that runs migrations has ended. {words}")
        # The warmed process holds nothing that fails by itself: the learner's code ended it.
        return Outcome(
            ReportedError("ProcessExit", f"signal {int(signal.SIGKILL)}"), database=database
        )

    def _run(self, database: Files, operation: str, *arguments: str) -> Outcome:
        if self.server is None:
            server = self.runner._started()
            server.open(self.files)
            self.server = server
        seconds, most = self.runner.seconds, self.runner.seconds * ALL_COMMANDS
        if self.used >= most:
            limit = f"{most:g} s for all commands together"
            return Outcome(ReportedError("Timeout", limit), database=database)
        started = time.monotonic()
        try:
            answer = self.server.command(operation, arguments, database, seconds)
            return _ended(answer, seconds)
        except ProcessEnded as ended:
            if ended.late:
                self._give_up()
                return Outcome(ReportedError("Timeout", f"{seconds:g} s"), database=database)
            raise
        finally:
            self.used += time.monotonic() - started

    def _give_up(self) -> None:
        self.server = None
        self.runner.close()


def _ended(answer: Mapping[str, Any], seconds: float) -> Outcome:
    status, unreadable = answer.get("status", "none"), answer.get("unreadable")
    if not isinstance(status, int | None):  # such as that of the server for a dead attendant
        raise ProcessEnded("the answer makes no sense")
    database = _files(answer.get("database"))
    unreadable = None if unreadable is None else _words(unreadable)
    report = _report(answer.get("report"))
    if status is None:
        trouble: ReportedError | None = ReportedError("Timeout", f"{seconds:g} s")
        return Outcome(trouble, {}, (), database, unreadable)
    trouble, said = _reported(status, report)
    if answer.get("crowded"):
        trouble = ReportedError("OSError", FILLED)
    warnings = tuple(map(_words, _list(report.get("warnings"))))
    return Outcome(trouble, said, warnings, database, unreadable)


def _files(packed: object) -> Files:
    if not isinstance(packed, dict):
        return {}
    try:
        return {
            suffix: base64.b64decode(packed[suffix])
            for suffix in DATABASE_FILES
            if suffix in packed
        }
    except (TypeError, ValueError) as error:
        raise ProcessEnded("the answer makes no sense") from error


def _report(text: object) -> dict[str, Any]:
    """What the child said; anything strange is as good as nothing."""
    with contextlib.suppress(TypeError, ValueError, RecursionError):
        report = json.loads(text)  # type: ignore[arg-type]  # a TypeError is as good as nothing
        if isinstance(report, dict):
            return report
    return {}


def _reported(
    status: int, report: Mapping[str, Any]
) -> tuple[ReportedError | None, Mapping[str, Any]]:
    error = report.get("error")
    if isinstance(error, dict) and error.get("kind") != "SystemExit":
        return _trouble(error), {}
    if status != 0 or "answer" not in report:
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        frames = _trouble(error).frames if isinstance(error, dict) else ()
        return ReportedError("ProcessExit", how, frames=frames), {}
    answer = report["answer"]
    return None, answer if isinstance(answer, dict) else {}


def _trouble(error: dict[str, Any]) -> ReportedError:
    statement = error.get("statement")
    return ReportedError(
        kind=_words(error.get("kind")),
        message=_words(error.get("message")),
        statement=str(statement)[:LONGEST_STATEMENT] if statement else None,
        frames=tuple(
            (_words(frame[0]), frame[1])
            for frame in _list(error.get("frames"))
            if isinstance(frame, list) and len(frame) == 2 and _is_line(frame[1])
        ),
        chain=tuple(
            (_words(one.get("kind")), _words(one.get("message")))
            for one in _list(error.get("chain"))
            if isinstance(one, dict)
        ),
        code=_code(error.get("code")),
    )


def _code(value: object) -> str:
    return value[:LONGEST_CODE] if isinstance(value, str) else ""


def _words(value: object) -> str:
    return str(value)[:LONGEST_WORDS]


def _is_line(value: object) -> bool:
    return isinstance(value, int) and 0 < value < MOST_LINES


def _list(value: object) -> list[Any]:
    return value[:MOST_WORDS] if isinstance(value, list) else []
