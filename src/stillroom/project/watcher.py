"""Looks again and again: cheaply at times and sizes, then at what has changed, then a check."""

import queue
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.databases.expected import states
from stillroom.errors import StillroomError
from stillroom.project.check_on_save import Checked, Declared, check, declare
from stillroom.project.database import followed_database
from stillroom.project.events import Event, events, words
from stillroom.project.lesson_progress import Met, begin, enter, fill
from stillroom.project.next_step import Advice
from stillroom.project.progress import FILE, Progress
from stillroom.project.snapshot import Snapshot, look
from stillroom.project.what_next import what_next
from stillroom.project.work_files import work_files
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tempdir import TemporaryFolder
from stillroom.util.file_stamps import Stamp, is_young, stamps
from stillroom.util.text import clean

MOST_EVENTS = 500
TICK = 0.05  # seconds from one look to the next
PATIENCE = 10  # ticks in which files that go on changing are left alone


@dataclass(frozen=True)
class _Stamps:
    """Times and sizes of everything that is followed."""

    files: tuple[Stamp, ...] = ()
    progress: tuple[Stamp, ...] = ()


class Watcher:
    """Follows one project; call ``tick`` every ``TICK`` seconds, from one thread."""

    def __init__(self, project: Path, course: Course, runner: Runner) -> None:
        """Look for the first time. *runner* is used for the checks, and ended by ``close``."""
        self.project, self.course, self.runner = project, course, runner
        self.states = states(course, course.exercises[-1])
        self.events: list[Event] = []
        self.result: Result | None = None
        """The current exercise as it was checked last."""
        self.exercise: Exercise | None = None
        self.checking = False
        self.using = threading.Lock()
        """Held by whoever uses the runner: it does one thing at a time."""
        self.answered = threading.Event()
        """Set when a check has something to say; who waits for it need not wait for the next tick."""
        self.good: frozenset[str] = frozenset()
        self._scratch = TemporaryFolder()
        self._answers: queue.SimpleQueue[Checked | Declared] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._again = False
        self._said: set[str] = set()
        self._patience = PATIENCE
        self._database = followed_database(project)
        self._seen = self._read = self._stamps()
        self.snapshot = look(project, self._scratch.path)
        self.table: list[Met] = fill(begin(course), self.snapshot, self.states)
        """The rows of the lesson, filled with what was met."""
        self.check()

    @property
    def state(self) -> str:
        """The state of the learner's database, in words."""
        return words(self.snapshot, self.states)

    @property
    def next(self) -> Advice:
        """The one next thing to do."""
        return what_next(self.snapshot, self.table, self.course, self.result, self.good)

    def tick(self) -> bool:
        """Look again; tell whether anything is different now."""
        changed = self._collect()
        found = self._stamps()
        if found != self._seen and self._patience > 0:  # let whoever writes come to an end
            self._seen, self._patience = found, self._patience - 1
            return changed
        self._seen, self._patience = found, PATIENCE
        if found.progress != self._read.progress:
            self._read = replace(self._read, progress=found.progress)
            changed = self._is_elsewhere() or changed
        if found.files == self._read.files and not self.snapshot.busy and not is_young(found.files):
            return changed
        self._read = found
        return self._look() or changed

    def check(self) -> None:
        """Check the current exercise in a thread of its own; once more where one is under way."""
        submission = self.snapshot.submission
        if self.checking or submission is None:
            self._again = self.checking
            return
        self.checking, self._again = True, False

        def run() -> None:
            with self.using:  # the verdict first: somebody waits for it
                self._answer(
                    check(self.project, submission, self.course, self.exercise, self.runner)
                )
                self._answer(declare(submission, self.runner))

        self._thread = threading.Thread(target=run, name="check", daemon=True)
        self._thread.start()

    def go_on(self) -> None:
        """Turn to the exercise that the progress names, and check it."""
        self.result = self.exercise = None
        self.check()

    def forget(self) -> None:
        """Forget what has been seen so far: the events, and the rows that they have met."""
        self.events = []
        self.table = fill(begin(self.course), self.snapshot, self.states)

    def close(self) -> None:
        """End the check that is under way, with every process of the runner."""
        self.runner.stop()
        if self._thread is not None:
            self._thread.join()
        self._scratch.close()

    def _stamps(self) -> _Stamps:
        paths = [*work_files(self.project), self.project / ".env", *self._database.files]
        return _Stamps(stamps(paths), stamps([self.project / FILE]))

    def _look(self) -> bool:
        self._database = followed_database(self.project)
        before, after = self.snapshot, look(self.project, self._scratch.path)
        after = replace(after, declared=before.declared, models_trouble=before.models_trouble)
        if after.busy or after.submission is None:  # the database is as it was last seen
            after = replace(
                after, versions=before.versions, schema=before.schema, exists=before.exists
            )
        if after == before:
            return False
        self._become(after)
        if after.submission is not None and (
            before.submission is None or _work(after) != _work(before)
        ):
            self.check()
        return True

    def _become(self, after: Snapshot) -> None:
        """Take over what is there now, and enter what has happened into the table."""
        before, self.snapshot = self.snapshot, after
        found = events(before, after, self.states)
        table, found = enter(self.table, found, before.applied())
        self.table = fill(table, after, self.states)
        self._add(found)

    def _add(self, found: list[Event]) -> None:
        cleaned = [replace(one, text=clean(one.text), command=clean(one.command)) for one in found]
        self.events = [*self.events, *cleaned][-MOST_EVENTS:]

    def _answer(self, answer: Checked | Declared) -> None:
        self._answers.put(answer)
        self.answered.set()

    def _collect(self) -> bool:
        """Take over what a check has found so far."""
        changed = False
        self.answered.clear()
        while not self._answers.empty():
            answer, changed = self._answers.get(), True
            if isinstance(answer, Checked):
                self._checked(answer)
            else:
                self._declared(answer)
        return changed

    def _checked(self, answer: Checked) -> None:
        if answer.result is not None:
            self.result, self.exercise = answer.result, answer.exercise
            if answer.result.verdict == "passed":
                self.good = frozenset(one.digest for one in answer.revisions)
        if answer.newly_passed and answer.result is not None:
            text = f"{answer.result.exercise} is passed: {answer.result.points} points."
            self._add([Event("passed", text, state=self.state)])
        self._say(answer.trouble)

    def _declared(self, answer: Declared) -> None:
        """The end of a check."""
        self.checking = False
        if answer != Declared():
            self._become(
                replace(self.snapshot, declared=answer.schema, models_trouble=answer.trouble)
            )
        if self._again:
            self.check()

    def _say(self, trouble: str | None) -> None:
        """Say what is wrong, once."""
        if trouble is not None and trouble not in self._said:
            self._said.add(trouble)
            self._add([Event("trouble", trouble, state=self.state)])

    def _is_elsewhere(self) -> bool:
        """Whether another command has turned to another exercise; that one is checked then."""
        try:
            progress, said = Progress.load(self.project)
        except StillroomError as error:
            said, progress = clean(str(error)), Progress()
        self._say(said)
        named = progress.only or progress.current
        passed = self.result is not None and self.result.verdict == "passed"
        if self.exercise is None or named in (None, self.exercise.id) or passed:
            return said is not None
        self.check()
        return True


def _work(snapshot: Snapshot) -> tuple[str, bytes | None]:
    """A fingerprint of what a check would see."""
    assert snapshot.submission is not None  # noqa: S101 - for the type checker: asked by the caller
    return snapshot.submission.digest, snapshot.submission.environment
