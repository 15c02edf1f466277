"""Doing the same with many submissions, in threads; results are in the order of the submissions."""

import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import TypeVar

from stillroom.cohort.warmed_runners import WarmedRunners
from stillroom.sandbox.runner import Runner

Item = TypeVar("Item")
Made = TypeVar("Made")


def in_parallel(
    items: Sequence[Item],
    work: Callable[[Item, Runner], Made],
    runners: WarmedRunners,
    jobs: int,
    progress: Callable[[int], None] = lambda number: None,
) -> list[Made]:
    """Return what *work* makes of each item, in their order; at most *jobs* are under way.

    *progress* is told how many are done. Raises what *work* raises, as soon as it does, and
    StillroomError for an isolation that cannot be had; then, and at Ctrl-C, all processes end.
    """
    if len(items) == 1:
        with runners.lend() as runner:
            return [work(items[0], runner)]
    runners.isolation()  # what cannot be had is said once, and before anything is graded

    def made(item: Item) -> Made:
        with runners.lend() as runner:
            return work(item, runner)

    # The setting is the process's own: threads that change it and change it back disagree.
    with warnings.catch_warnings(), ThreadPoolExecutor(jobs, "stillroom") as threads:
        warnings.simplefilter("ignore")
        futures = [threads.submit(made, item) for item in items]
        try:
            _wait(futures, progress)
        except BaseException:
            runners.stop()
            threads.shutdown(wait=False, cancel_futures=True)
            raise
    return [future.result() for future in futures]


def _wait(futures: Sequence[Future[Made]], progress: Callable[[int], None]) -> None:
    """Wait for all of *futures*, and tell how many are done; raises what one of them raised."""
    for number, future in enumerate(as_completed(futures), 1):
        future.result()
        progress(number)
