"""The protocol of an engine, which grades the submissions of a cohort: ``local_engine`` or ``dask_engine``."""

from concurrent.futures import Future
from types import TracebackType
from typing import Protocol, Self

from stillroom.cohort.grading_config import GradingConfig
from stillroom.results.record import Result
from stillroom.submission.intake import Submission


class Engine(Protocol):
    """Grades the submissions of a cohort; used in a ``with`` block."""

    window: int
    """How many submissions may be under way."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def submit(self, submission: Submission) -> Future[Result]:
        """Hand a submission over."""

    def check(self) -> None:
        """Raise StillroomError where nobody is left to grade."""


def engine_for(config: GradingConfig, jobs: int, scheduler: str | None) -> Engine:
    """Return the cluster behind *scheduler*, or else *jobs* threads of this machine."""
    if scheduler is not None:
        from stillroom.cohort.dask_engine import DaskEngine  # Dask is an optional package

        return DaskEngine(config, scheduler)
    from stillroom.cohort.local_engine import LocalEngine

    return LocalEngine(config, jobs)
