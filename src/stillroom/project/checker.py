"""Checks in a thread of its own, one at a time; who begins them collects what they answer."""

import queue
import threading
from collections.abc import Callable, Iterator

from stillroom.course.exercise import Exercise
from stillroom.project.check_on_save import Answer
from stillroom.submission.intake import Submission

Check = Callable[[Submission, Exercise | None], Iterator[Answer]]
"""Checks a submission on the current exercise, or else on the given one; yields the answers."""


class Checker:
    """Runs one check at a time, and knows whether another one is needed after it."""

    def __init__(self, check: Check) -> None:
        """*check* is run in the thread."""
        self.answered = threading.Event()
        """Set as long as there is an answer to collect."""
        self.is_checking = False
        self.is_outdated = False
        """Whether another check was asked for while this one is under way."""
        self._check = check
        self._answers: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def begin(self, submission: Submission | None, exercise: Exercise | None) -> None:
        """Begin to check *submission*, if there is one; while a check is under way, note that only."""
        self.is_outdated = self.is_checking
        if self.is_checking or submission is None:
            return
        self.is_checking = True
        self._thread = threading.Thread(
            target=self._run, args=(submission, exercise), name="check", daemon=True
        )
        self._thread.start()

    def collect(self) -> list[Answer]:
        """Return what the check has answered since the last time; it may have ended with that."""
        self.answered.clear()
        answers: list[Answer] = []
        while not self._answers.empty():
            answer = self._answers.get()
            if answer is None:
                self.is_checking = False
            else:
                answers.append(answer)
        return answers

    def join(self) -> None:
        """Wait for the end of the check that is under way."""
        if self._thread is not None:
            self._thread.join()

    def _run(self, submission: Submission, exercise: Exercise | None) -> None:
        try:
            for answer in self._check(submission, exercise):
                self._answers.put(answer)
                self.answered.set()
        finally:
            self._answers.put(None)
            self.answered.set()
