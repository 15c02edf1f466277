"""Checks in a thread: one at a time, and what they answer. The checks here start no process."""

import threading
from collections.abc import Iterator

import pytest

from stillroom.course.exercise import Exercise
from stillroom.project.check_on_save import Answer, Checked
from stillroom.project.checker import Checker
from stillroom.project.declared import Declared
from stillroom.submission.intake import Submission

pytestmark = pytest.mark.fast
FIRST, SECOND = Submission("first", {}, {}), Submission("second", {}, {})


class Checks:
    """A check that says what it checked, and waits until it may end."""

    def __init__(self) -> None:
        """Let the first check wait."""
        self.checked: list[Submission] = []
        self.may_end = threading.Event()

    def __call__(self, submission: Submission, _last: Exercise | None) -> Iterator[Answer]:
        """Answer twice."""
        self.checked.append(submission)
        yield Checked(trouble=submission.name)
        self.may_end.wait()
        yield Declared(trouble=submission.name)


@pytest.fixture
def checks() -> Checks:
    return Checks()


def test_the_verdict_is_there_before_the_check_has_ended(checks: Checks) -> None:
    checker = Checker(checks)
    checker.begin(FIRST, None)
    assert checker.answered.wait(60)
    assert checker.collect() == [Checked(trouble="first")]
    assert (checker.is_checking, checker.answered.is_set()) == (True, False)
    checks.may_end.set()
    checker.join()
    assert checker.answered.is_set()
    assert checker.collect() == [Declared(trouble="first")]
    assert not checker.is_checking


def test_nothing_is_checked_where_there_is_no_project(checks: Checks) -> None:
    checker = Checker(checks)
    checker.begin(None, None)
    checker.join()
    assert (checker.is_checking, checker.collect(), checks.checked) == (False, [], [])


def test_one_more_is_needed_when_it_was_asked_for_during_a_check(checks: Checks) -> None:
    checker = Checker(checks)
    checker.begin(FIRST, None)
    assert not checker.is_outdated
    checker.begin(SECOND, None)
    checks.may_end.set()
    checker.join()
    checker.collect()
    assert (checks.checked, checker.is_outdated) == ([FIRST], True)
    checker.begin(SECOND, None)
    checker.join()
    assert (checks.checked, checker.is_outdated) == ([FIRST, SECOND], False)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_check_that_breaks_has_ended() -> None:
    def broken(_submission: Submission, _last: Exercise | None) -> Iterator[Answer]:
        yield Checked(trouble="before")
        raise RuntimeError("broken")

    checker = Checker(broken)
    checker.begin(FIRST, None)
    checker.join()
    assert checker.collect() == [Checked(trouble="before")]
    assert not checker.is_checking
