"""What is known of a project that is watched: what was read of it, and what its checks answered."""

from dataclasses import replace

from stillroom.course.course import Course
from stillroom.databases.expected import states
from stillroom.project.check_on_save import Checked
from stillroom.project.database_events import database_events
from stillroom.project.declared import Declared, model_events
from stillroom.project.events import Event, EventLog
from stillroom.project.lesson_progress import FollowedStep, begin, begin_again, enter, fill
from stillroom.project.revision_events import revision_events
from stillroom.project.snapshot import Snapshot, state_words


class ProjectState:
    """The last snapshot and the last answers, and what they say the learner has done."""

    def __init__(self, course: Course, snapshot: Snapshot) -> None:
        """Begin with *snapshot*, before anything has happened and anything was checked."""
        self.course, self.snapshot = course, snapshot
        self.states = states(course, course.exercises[-1])
        self.log = EventLog()
        self.table: list[FollowedStep] = []
        """The steps of the lesson, and which of them were done."""
        self.declared = Declared()
        self.checked = Checked()
        """The last check that came to a result; ``exercise`` is what it was checked on."""
        self.passed_digests: frozenset[str] = frozenset()
        """The digests of the revisions that have passed a check."""
        self.forget()

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
        self.table = fill(begin(self.course), self.snapshot, self.states)

    def take_snapshot(self, snapshot: Snapshot) -> bool:
        """Take *snapshot* over, with the events that led to it; return whether anything is new.

        Where it could not read the database, the database is as it was read last.
        """
        before = self.snapshot
        if snapshot.busy or snapshot.submission is None:
            snapshot = replace(
                snapshot, versions=before.versions, schema=before.schema, exists=before.exists
            )
        if snapshot == before:
            return False
        self.snapshot = snapshot
        events = [*revision_events(before, snapshot), *database_events(before, snapshot)]
        events = [replace(event, state=self.words) for event in events]
        table, events = enter(self.table, events, before.applied())
        self.table = fill(table, snapshot, self.states)
        self.log.add(events)
        return True

    def begin(self, snapshot: Snapshot, exercise: str | None) -> None:
        """Take *snapshot* over, of a project in which *exercise* was just begun: nothing was done yet."""
        self.snapshot = snapshot
        self.table = fill(begin_again(self.table, self.course, exercise), snapshot, self.states)

    def take_checked(self, checked: Checked) -> None:
        """Take the result of a check over, with the events that it is."""
        if checked.result is not None:
            self.checked = checked
            if self.has_passed:
                self.passed_digests = frozenset(revision.digest for revision in checked.revisions)
            if checked.newly_passed:
                text = f"{checked.result.exercise} is passed: {checked.result.points} points."
                self.log.add([Event("passed", text, state=self.words)])
        self.log.add_trouble(checked.trouble, self.words)

    def take_declared(self, declared: Declared) -> None:
        """Take over what the models declare, unless the check could not tell."""
        if not declared.is_known:
            return
        events = list(model_events(self.declared, declared, self.snapshot.schema))
        self.declared = declared
        self.log.add([replace(event, state=self.words) for event in events])
