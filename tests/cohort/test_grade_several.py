"""Several submissions at once: order, bounds, and how it ends. No process is started."""

import threading
from collections.abc import Callable, Sequence

import pytest

from stillroom.cohort.grade_several import in_parallel
from stillroom.cohort.warmed_runners import WarmedRunners
from stillroom.errors import StillroomError
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner, Stopped
from stillroom.sandbox.tiers import Isolation, Tier
from stillroom.submission.intake import Submission
from tests.support import records

Work = Callable[[Submission, Runner], Result]
CLASS = [Submission(f"learner-{number}", {}, {}) for number in range(6)]


class Idle(WarmedRunners):
    """Runners that are never asked to run anything."""

    def isolation(self) -> Isolation:
        """Return what would be in force."""
        return Isolation(Tier.filter, (), (), {})


def graded(work: Work, submissions: Sequence[Submission] = CLASS) -> tuple[list[str], list[int]]:
    """Return the names of the results, and the numbers of the progress."""
    told: list[int] = []
    with Idle(20.0, Tier.filter) as runners:
        results = in_parallel(submissions, work, runners, 3, told.append)
    return [result.submission for result in results], told


def test_results_come_in_the_order_given() -> None:
    """Whoever is done first: here the first one waits for the second."""
    second_is_done = threading.Event()

    def work(submission: Submission, runner: Runner) -> Result:
        if submission is CLASS[0]:
            assert second_is_done.wait(60)
        if submission is CLASS[1]:
            second_is_done.set()
        return records.result("passed", submission.name)

    names, told = graded(work)
    assert names == [submission.name for submission in CLASS]
    assert told == [1, 2, 3, 4, 5, 6]


def test_threads_that_grade_at_once_have_runners_of_their_own() -> None:
    """Three are under way together, each with another runner."""
    together = threading.Barrier(3)
    runners: set[int] = set()

    def work(submission: Submission, runner: Runner) -> Result:
        together.wait(60)
        runners.add(id(runner))
        together.wait(60)
        return records.result("passed", submission.name)

    graded(work)
    assert len(runners) == 3


@pytest.mark.parametrize("error", [StillroomError("the course is broken"), KeyboardInterrupt()])
def test_what_ends_one_ends_all(error: BaseException) -> None:
    """Those that wait are not begun, those that run are stopped."""
    begun: list[str] = []
    stopped = Idle(20.0, Tier.filter)

    def work(submission: Submission, runner: Runner) -> Result:
        begun.append(submission.name)
        if submission is CLASS[0]:
            raise error
        while not runner.stopped:  # as a command that is under way
            threading.Event().wait(0.001)
        raise Stopped

    with pytest.raises(type(error)):
        in_parallel(CLASS, work, stopped, 2)
    assert stopped.stopped
    assert set(begun) <= {"learner-0", "learner-1", "learner-2"}


def test_one_submission_needs_no_thread() -> None:
    """It is graded where it was asked for."""

    def work(submission: Submission, runner: Runner) -> Result:
        assert threading.current_thread() is threading.main_thread()
        return records.result("passed", submission.name)

    assert graded(work, CLASS[:1]) == (["learner-0"], [])
