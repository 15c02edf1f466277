"""A runner on loan: what follows a project ends its runner, and a warm process is too good for that."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from stillroom.cohort.warmed_runners import WarmedRunners
from stillroom.sandbox.runner import Runner, Stopped
from stillroom.sandbox.tiers import Isolation
from stillroom.sandbox.warmed import WarmedProcess


class LentRunner(Runner):
    """Uses the process of another runner; once it was stopped, nothing more is begun with it."""

    def __init__(self, lent: Runner) -> None:
        """Use *lent*, which nobody else uses meanwhile."""
        super().__init__(lent.seconds)
        self._lent = lent

    def started(self) -> WarmedProcess:
        """Return the process of the other one; raises Stopped after ``stop``."""
        if self.stopped:
            raise Stopped
        return self._lent.started()

    def close(self) -> None:
        """End the process, which has lost its way; the next command starts a new one."""
        self._lent.close()

    def stop(self) -> None:
        """Begin no more commands; the one that is under way may end."""
        self.stopped = True

    @property
    def isolation(self) -> Isolation:
        """That of the other one."""
        return self._lent.isolation


@contextmanager
def lending(runners: WarmedRunners) -> Iterator[Callable[[], Runner]]:
    """Lend a runner at each call; all of them come back at the end."""
    with ExitStack() as loans:

        def lend() -> Runner:
            return LentRunner(loans.enter_context(runners.lend()))

        yield lend
