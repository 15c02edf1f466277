"""Follows a project: polls its files, reads what has changed, and checks it."""

import threading
from contextlib import suppress
from functools import partial
from pathlib import Path

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError
from stillroom.project.advice import Advice
from stillroom.project.begun import named
from stillroom.project.check_on_save import Checked, check_and_declare
from stillroom.project.checker import Checker
from stillroom.project.decide_next import decide_next
from stillroom.project.events import Event
from stillroom.project.kept_work import is_under_way
from stillroom.project.lesson_progress import FollowedStep
from stillroom.project.own_database import Standing
from stillroom.project.poller import Poller
from stillroom.project.progress import Progress
from stillroom.project.progress_file import changed, load_progress
from stillroom.project.project_state import ProjectState
from stillroom.project.snapshot import Snapshot, look
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tempdir import TemporaryFolder
from stillroom.submission.intake import Submission
from stillroom.util.text import clean

TICK = 0.05  # seconds from one look to the next


class Watcher:
    """Follows one project; call ``tick`` every ``TICK`` seconds, from one thread."""

    def __init__(self, project: Path, course: Course, runner: Runner) -> None:
        """Look for the first time. *runner* is used for the checks, and ended by ``close``."""
        self.project, self.runner = project, runner
        self._scratch = TemporaryFolder()
        self._poller = Poller(project)
        self._checker = Checker(partial(check_and_declare, project, course, runner))
        before = self._progress_before()
        self._kept = dict(before.done)
        seen = look(project, self._scratch.path)
        self._known = ProjectState(course, seen, named(before, course), self._kept)
        self.beginnings = self._progress().beginnings
        """Grows whenever an exercise is laid; as it was when ``snapshot`` was taken."""
        self._is_postponed = False
        self.check()

    @property
    def snapshot(self) -> Snapshot:
        """The project and its database as they were read last."""
        return self._known.snapshot

    @property
    def state(self) -> str:
        """The state of the learner's database, in words."""
        return self._known.words

    @property
    def agree(self) -> bool | None:
        """Whether the models declare the schema of the database; None where that is not known."""
        return self._known.declared.agrees(self.snapshot.schema)

    @property
    def table(self) -> list[FollowedStep]:
        """The steps of the lesson, and which of them were done."""
        return self._known.table

    @property
    def standing(self) -> Standing | None:
        """Where the learner's own database is; None until that is found out."""
        return self._known.standing

    @property
    def events(self) -> list[Event]:
        """What the learner has done, the last at the end."""
        return self._known.log.events

    @property
    def result(self) -> Result | None:
        """The result of the last check of the exercise."""
        return self._known.checked.result

    @property
    def exercise(self) -> Exercise | None:
        """The exercise that was checked last."""
        return self._known.checked.exercise

    @property
    def checking(self) -> bool:
        """Whether a check is under way."""
        return self._checker.is_checking

    @property
    def answered(self) -> threading.Event:
        """Set when a check has an answer; who waits for it need not wait for the next tick."""
        return self._checker.answered

    @property
    def next(self) -> Advice:
        """The one next thing to do."""
        known = self._known
        return decide_next(
            known.snapshot,
            known.table,
            known.course,
            self.result,
            known.passed_digests,
            known.standing,
        )

    def tick(self) -> bool:
        """Look again; tell whether anything is different now."""
        is_answered = self._collect()
        changes = self._poller.poll(is_busy=self.snapshot.busy)
        is_changed = (changes.work or self._is_postponed) and self._look()
        if is_answered or is_changed:
            self._keep_done()
        has_turned = changes.progress and self._follow_progress()
        return is_answered or has_turned or is_changed

    def check(self) -> None:
        """Check the current exercise; once more behind the check that is under way."""
        self._checker.begin(self.snapshot.submission, self.exercise)

    def go_on(self) -> None:
        """Turn to the exercise that was begun, and check it as it is now."""
        self._look()
        self._known.checked = Checked()
        self.check()

    def forget(self) -> None:
        """Forget what has been seen so far: the events, and the steps that they were."""
        self._known.forget()
        self._keep_done()

    def close(self) -> None:
        """End the check that is under way, with every process of the runner."""
        self.runner.stop()
        self._checker.join()
        self._scratch.close()

    def _collect(self) -> bool:
        """Take over what a check has answered; begin the next one where it is needed."""
        was_checking = self.checking
        answers = self._checker.collect()
        for answer in answers:
            if isinstance(answer, Checked):
                self._known.take_checked(answer)
            elif isinstance(answer, Standing):
                self._known.standing = answer
            else:
                self._known.take_declared(answer)
        has_ended = was_checking and not self.checking
        if has_ended and self._checker.is_outdated:
            self.check()
        return has_ended or bool(answers)

    def _look(self) -> bool:
        """Read the project again, and check it where its files have changed."""
        self._is_postponed = is_under_way(self.project)
        if self._is_postponed:
            return False
        seen = self.snapshot
        before = seen.submission
        progress, snapshot = self._progress(), look(self.project, self._scratch.path)
        if progress.beginnings != self.beginnings:
            self.beginnings = progress.beginnings
            self._known.begin(snapshot, progress.current)
        elif not self._known.take_snapshot(snapshot):
            return False
        after = self.snapshot.submission
        is_free_again = seen.busy and not self.snapshot.busy
        if after is not None and (
            before is None
            or is_free_again
            or _work(before) != _work(after)
            or _stand(seen) != _stand(self.snapshot)
        ):
            self.check()
        return True

    def _keep_done(self) -> None:
        """Keep the steps that only this session has seen to be done, where there are others now."""
        name, numbers = self._known.table_id, self._known.seen_only
        if self._kept.get(name, []) == numbers:
            return
        self._kept[name] = numbers
        with suppress(StillroomError, OSError), changed(self.project) as progress:
            if progress.beginnings == self.beginnings:  # else they belong to what gave way
                progress.done = {each: kept for each, kept in self._kept.items() if kept}

    def _progress(self) -> Progress:
        """The progress as it is now; none where it cannot be read. What is wrong with it is said."""
        try:
            progress, notice = load_progress(self.project)
        except StillroomError as error:
            progress, notice = Progress(), clean(str(error))
        self._known.log.add_trouble(notice, self.state)
        return progress

    def _progress_before(self) -> Progress:
        """The progress with which the session begins; none where it cannot be read."""
        try:
            return load_progress(self.project)[0]
        except StillroomError:
            return Progress()

    def _follow_progress(self) -> bool:
        """Check the exercise that another command has turned to; tell whether anything is new."""
        events = len(self.events)
        progress = self._progress()
        current = progress.current or progress.only
        is_same = self.exercise is None or current in (None, self.exercise.id)
        if not is_same:
            self.check()
        return not is_same or len(self.events) != events


def _stand(snapshot: Snapshot) -> tuple[object, ...]:
    """What the standing of the learner's own database depends on."""
    return snapshot.versions, snapshot.schema, snapshot.samples, snapshot.exists, snapshot.trouble


def _work(submission: Submission) -> tuple[str, bytes | None]:
    """A fingerprint of what a check would see."""
    return submission.digest, submission.environment
