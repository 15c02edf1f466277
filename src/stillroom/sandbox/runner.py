"""Commands on a learner's project, each run in an isolated child, timed, and ended for good.

Whatever comes back is words for a message, and the database. Only that a command failed is believed;
that it succeeded is never taken for more than leave to look at the database.
"""

import contextlib
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from stillroom.databases.registry import default_worker
from stillroom.errors import StillroomError
from stillroom.sandbox.ahead import taken, usual_tiers
from stillroom.sandbox.open_project import OpenProject
from stillroom.sandbox.probe import choose
from stillroom.sandbox.tiers import TIME_LIMIT, Isolation, Tier
from stillroom.sandbox.warmed import WarmedProcess


class Stopped(Exception):
    """The runner was told to stop: what is under way has no result."""


class Runner:
    """Runs commands on learners' projects; use it in a ``with`` block."""

    def __init__(
        self,
        seconds: float = TIME_LIMIT,
        require: Tier = Tier.self_check,
        tiers: Sequence[Tier] | None = None,
        database: str | None = None,
    ) -> None:
        """*seconds* is the time limit of one command; *require*, the weakest tier that will do.

        *tiers* are tried instead of those that are usual on this kind of machine; *database* is the
        worker module of a backend other than the default one. The isolation is chosen when it is first
        needed; StillroomError says that it cannot be had.
        """
        self.seconds = seconds
        self.tiers = (
            tiers or [tier for tier in usual_tiers() if tier.at_least(require)] or [require]
        )
        self.database = database or default_worker()
        self.server: WarmedProcess | None = None
        self.stopped = False
        self._isolation: Isolation | None = None

    def __enter__(self) -> Self:
        """Start the process at once: it gets ready while the parent does other things."""
        with contextlib.suppress(StillroomError, OSError):
            self.server = self._start(self.tiers[0])
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
        """The isolation that is really in force; where it is known, nothing is started to tell it."""
        if self._isolation is None or self.stopped:
            self.started()
        assert self._isolation is not None  # noqa: S101 - for the type checker: set by started
        return self._isolation

    @property
    def sandbox(self) -> str:
        """The isolation that is really in force, in words."""
        return f"{self.isolation.words}; {self.seconds:g} s for a command"

    def open(
        self, files: Mapping[str, bytes], packages: Sequence[str] | None = None
    ) -> OpenProject:
        """Return the project made of *files*, to run commands on in a ``with`` block.

        It can import *packages* and what these need; all that is installed, where they are None.
        """
        return OpenProject(self, files, packages)

    def _start(self, tier: Tier) -> WarmedProcess:
        waiting = taken(tier, self.seconds, self.database)
        return waiting or WarmedProcess(tier, self.seconds, self.database)

    def started(self) -> WarmedProcess:
        """Return the process that runs commands; raises Stopped after ``stop``."""
        if self.stopped:
            raise Stopped
        if self._isolation is None:
            started, self.server = self.server, None
            self.server, self._isolation = choose(self._start, self.tiers, started)
        if self.server is None:
            assert self._isolation is not None  # noqa: S101 - for the type checker: set above
            self.server = self._start(self._isolation.tier)
        if self.stopped:  # while it started
            self.server.close()
            raise Stopped
        return self.server
