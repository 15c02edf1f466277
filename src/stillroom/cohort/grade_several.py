"""Grading several submissions in threads; results are in the order of the submissions."""

import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

from stillroom.cohort.warmed_runners import WarmedRunners
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission

Work = Callable[[Submission, Runner], Result]


def grade_all(
    submissions: Sequence[Submission],
    work: Work,
    runners: WarmedRunners,
    jobs: int,
    progress: Callable[[int], None] = lambda number: None,
) -> list[Result]:
    """Return what *work* makes of each submission, in their order; at most *jobs* are under way.

    *progress* is told how many are done. Raises what *work* raises, as soon as it does, and
    StillroomError for an isolation that cannot be had; then, and at Ctrl-C, all processes end.
    """
    if len(submissions) == 1:
        with runners.lend() as runner:
            return [work(submissions[0], runner)]
    runners.isolation()  # what cannot be had is said once, and before anything is graded

    def graded(submission: Submission) -> Result:
        with runners.lend() as runner:
            return work(submission, runner)

    # The setting is the process's own: threads that change it and change it back disagree.
    with warnings.catch_warnings(), ThreadPoolExecutor(jobs, "stillroom") as threads:
        warnings.simplefilter("ignore")
        futures = [threads.submit(graded, submission) for submission in submissions]
        try:
            _wait(futures, progress)
        except BaseException:
            runners.stop()
            threads.shutdown(wait=False, cancel_futures=True)
            raise
    return [future.result() for future in futures]


def _wait(futures: Sequence[Future[Result]], progress: Callable[[int], None]) -> None:
    """Wait for all of *futures*, and tell how many are done; raises what one of them raised."""
    for number, future in enumerate(as_completed(futures), 1):
        future.result()
        progress(number)
