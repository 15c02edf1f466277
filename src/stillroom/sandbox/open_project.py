"""One submission's files, written to disk for its commands in a warmed process."""

import signal
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Protocol, Self

from stillroom.databases.base import Handover
from stillroom.errors import GraderFault
from stillroom.sandbox.outcome import Outcome, ReportedError, Senseless
from stillroom.sandbox.tiers import Isolation, Tier
from stillroom.sandbox.warmed import ProcessEnded, WarmedProcess

ALL_COMMANDS = 20  # of the limits of one command, for all commands of a submission together


class Processes(Protocol):
    """Where a project gets the process that runs its commands (see ``Runner``)."""

    seconds: float
    """The time limit of one command."""

    @property
    def isolation(self) -> Isolation:
        """The isolation that is really in force."""

    def started(self) -> WarmedProcess:
        """Return the process that runs commands; starts one where there is none."""

    def close(self) -> None:
        """End the process."""


class OpenProject:
    """One submission's files, written to disk for its commands; use it in a ``with`` block."""

    def __init__(
        self,
        processes: Processes,
        files: Mapping[str, bytes],
        packages: Sequence[str] | None = None,
    ) -> None:
        """Begin; nothing is started before the first command.

        *packages* are the requirements that can be imported; all that is installed, where it is None.
        """
        self.processes, self.files, self.packages = processes, files, packages
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
            self.processes.close()  # interrupted: a command may be under way, and is not waited for
            return
        try:
            server.shut()
        except (ProcessEnded, KeyboardInterrupt):
            self.processes.close()

    def run(self, database: Handover, operation: str, *arguments: str) -> Outcome:
        """Run one operation on *database* and return how it ended, and what the database is then.

        The operations are ``alembic``, ``revisions`` (list the revisions) and ``models`` (create what
        the models declare). Raises GraderFault if the grader is at fault.
        """
        for _ in range(2):
            try:
                return self._run(database, operation, *arguments)
            except (ProcessEnded, Senseless) as ended:
                words = str(ended)
                self._give_up()
        if self.processes.isolation.tier.at_least(Tier.filter):
            raise GraderFault(f"the process that runs migrations has ended. {words}")
        # The warmed process holds nothing that fails by itself: the learner's code ended it.
        return Outcome(
            ReportedError("ProcessExit", f"signal {int(signal.SIGKILL)}"), database=database
        )

    def _run(self, database: Handover, operation: str, *arguments: str) -> Outcome:
        server = self._opened()
        seconds, most = self.processes.seconds, self.processes.seconds * ALL_COMMANDS
        if self.used >= most:
            limit = f"{most:g} s for all commands together"
            return Outcome(ReportedError.timeout(limit), database=database)
        started = time.monotonic()
        try:
            answer = server.command(operation, arguments, database, seconds)
            return Outcome.read(answer, seconds)
        except ProcessEnded as ended:
            if ended.late:
                self._give_up()
                return Outcome(ReportedError.timeout(f"{seconds:g} s"), database=database)
            raise
        finally:
            self.used += time.monotonic() - started

    def _opened(self) -> WarmedProcess:
        if self.server is None:
            server = self.processes.started()
            try:
                server.open(self.files, self.packages)
            except GraderFault:
                self._give_up()  # what it says next would be taken for an answer to the next request
                raise
            self.server = server
        return self.server

    def _give_up(self) -> None:
        self.server = None
        self.processes.close()
