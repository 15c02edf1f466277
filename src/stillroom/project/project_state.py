"""What is known of a project that is watched: what was read of it, and what its checks answered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.table import sharing_with
from stillroom.databases.expected import states
from stillroom.project.check_on_save import Checked
from stillroom.project.database_events import database_events
from stillroom.project.declared import Declared, model_events
from stillroom.project.events import Event, EventLog
from stillroom.project.lesson_progress import (
    FollowedStep,
    begin,
    begin_again,
    enter,
    fill,
    given_to,
    remembered,
)
from stillroom.project.own_database import Standing, in_use
from stillroom.project.revision_events import revision_events
from stillroom.project.snapshot import Snapshot, state_words


class ProjectState:
    """The last snapshot and the last answers, and what they say the learner has done."""

    def __init__(
        self,
        course: Course,
        snapshot: Snapshot,
        exercise: Exercise | None = None,
        done: Mapping[str, Sequence[int]] | None = None,
    ) -> None:
        """Begin with *snapshot*, before anything has happened and anything was checked.

        *exercise* is the one that the project is at, as far as that is known; *done* are the steps
        that were seen to be done before, as ``seen_only`` has them, by table.
        """
        self.course, self.snapshot, self._exercise = course, snapshot, exercise
        self._given = given_to(course, exercise)
        self.states = states(course, course.exercises[-1])
        self.log = EventLog()
        self.table: list[FollowedStep] = []
        """The steps of the table that has the exercise, and which of them were done."""
        self.declared = Declared()
        self.checked = Checked()
        """The last check that came to a result; ``exercise`` is what it was checked on."""
        self.standing: Standing | None = None
        """Where the learner's own database is; None until that is found out."""
        self.passed_digests: frozenset[str] = frozenset()
        """The digests of the revisions that have passed a check."""
        self.forget()
        self.table = self._filled(remembered(self.table, (done or {}).get(self.table_id, ())))

    @property
    def table_id(self) -> str:
        """The id of the first exercise of the table."""
        return sharing_with(self.course, self._exercise)[0].id

    @property
    def seen_only(self) -> list[int]:
        """The numbers of the steps that were seen to be done, and that the snapshot does not show."""
        shown = self._filled(begin(self.course, self._exercise))
        return [
            seen.step.step
            for seen, by_itself in zip(self.table, shown, strict=True)
            if seen.done and not by_itself.done
        ]

    @property
    def words(self) -> str:
        """The state of the learner's database, in words."""
        return state_words(self.snapshot, self.states)

    @property
    def has_passed(self) -> bool:
        """Whether the exercise that was checked last has passed."""
        return self.checked.result is not None and self.checked.result.verdict == "passed"

    def forget(self) -> None:
        """Forget what has happened: the events, and the steps that they were."""
        self.log.clear()
        self.table = self._filled(begin(self.course, self._exercise))

    def _turn_to(self, exercise: Exercise | None) -> None:
        """Take the table that has *exercise*, where it is another one than before."""
        before = sharing_with(self.course, self._exercise)
        self._exercise = exercise
        if sharing_with(self.course, exercise) != before:
            self._given = given_to(self.course, exercise)
            self.table = self._filled(begin(self.course, exercise))

    def _filled(self, table: list[FollowedStep]) -> list[FollowedStep]:
        """Return the steps of *table* with what the snapshot shows."""
        return fill(table, self.snapshot, self.states, self._given)

    def take_snapshot(self, snapshot: Snapshot) -> bool:
        """Take *snapshot* over, with the events that led to it; return whether anything is new.

        Where it could not read the database, the database is as it was read last.
        """
        before = self.snapshot
        if snapshot.busy or snapshot.submission is None:
            snapshot = replace(
                snapshot, versions=before.versions, schema=before.schema,
                samples=before.samples, exists=before.exists,
            )  # fmt: skip
        if snapshot == before:
            return False
        self.snapshot = snapshot
        self.standing = in_use(snapshot) if snapshot.busy else None
        events = [*revision_events(before, snapshot), *database_events(before, snapshot)]
        events = [replace(event, state=self.words) for event in events]
        table, events = enter(self.table, events, before.applied())
        self.table = self._filled(table)
        self.log.add(events)
        return True

    def begin(self, snapshot: Snapshot, exercise: str | None) -> None:
        """Take *snapshot* over, of a project in which *exercise* was just begun: nothing was done yet."""
        before, self.snapshot, self.standing = self._exercise, snapshot, None
        self._turn_to(self.course.find(exercise) if exercise in self.course.ids else None)
        self.table = self._filled(begin_again(self.table, self.course, exercise))
        text = "A reset or an undo has changed the project."
        if self._exercise is not None and self._exercise != before:
            text = f"{self._exercise.id} was begun."
        self.log.add([Event("begun", text, state=self.words)])

    def take_checked(self, checked: Checked) -> None:
        """Take the result of a check over, with the events that it is."""
        if checked.result is not None:
            self.checked, self.standing = checked, None
            self._turn_to(checked.exercise)
            if self.has_passed:
                self.passed_digests = frozenset(revision.digest for revision in checked.revisions)
            if checked.newly_passed:
                passed = checked.result.exercise
                text = f"{passed} is passed: {checked.result.points} points."
                self.log.add([Event("passed", text, state=self.words, exercise=passed)])
        self.log.add_trouble(checked.trouble, self.words)

    def take_declared(self, declared: Declared) -> None:
        """Take over what the models declare, unless the check could not tell."""
        if not declared.is_known:
            return
        events = list(model_events(self.declared, declared, self.snapshot.schema))
        self.declared = declared
        self.log.add([replace(event, state=self.words) for event in events])
