"""The warmed runners of a program: each is lent to one thread at a time, and more are made when needed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from stillroom.sandbox.runner import Runner, Stopped
from stillroom.sandbox.tiers import Isolation, Tier


class WarmedRunners:
    """Runners with the same time limit and the same isolation; use it in a ``with`` block."""

    def __init__(self, seconds: float, require: Tier) -> None:
        """*seconds* is the time limit of one command; *require*, the weakest tier that will do.

        Nothing is started before the first one is lent.
        """
        self.seconds, self.require = seconds, require
        self.stopped = False
        self._idle: list[Runner] = []
        self._all: list[Runner] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the first process now: it gets ready while the parent does other things."""
        with self.lend() as runner:
            runner.__enter__()  # ended by stop()

    def isolation(self) -> Isolation:
        """Return the isolation in force; raises StillroomError if what is required cannot be had."""
        with self.lend() as runner:
            return runner.isolation

    @contextmanager
    def lend(self) -> Iterator[Runner]:
        """Lend a runner that nobody else uses; raises Stopped."""
        runner = self._free()
        try:
            yield runner
        finally:
            self._idle.append(runner)

    def stop(self) -> None:
        """End every process now; gradings that are under way raise Stopped."""
        with self._lock:
            self.stopped = True
            runners = list(self._all)
        for runner in runners:
            runner.stop()

    def _free(self) -> Runner:
        with self._lock:
            if self.stopped:
                raise Stopped
            if self._idle:
                return self._idle.pop()
            runner = Runner(self.seconds, self.require)
            self._all.append(runner)
            return runner
