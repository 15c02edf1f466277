"""An engine that grades on this machine, in threads that each have a warmed process."""

from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from stillroom.cohort.grader import Grader
from stillroom.cohort.grading_config import GradingConfig
from stillroom.results.record import Result
from stillroom.submission.intake import Submission


class LocalEngine:
    """As many gradings at once as there are *jobs*; use it in a ``with`` block."""

    def __init__(self, config: GradingConfig, jobs: int) -> None:
        """Begin; nothing is started before the first submission."""
        self.window = 2 * jobs
        self._is_ready = False
        self._grader = Grader(config)
        self._threads = ThreadPoolExecutor(jobs, "stillroom")

    def __enter__(self) -> Self:
        return self

    def submit(self, submission: Submission) -> Future[Result]:
        """Hand a submission over; raises StillroomError if the isolation cannot be had."""
        if not self._is_ready:
            self._grader.isolation()
            self._is_ready = True
        return self._threads.submit(self._grader.grade, submission)

    def check(self) -> None:
        """Do nothing: threads of this process cannot be lost."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._grader.stop()
        self._threads.shutdown(cancel_futures=True)
