"""A watcher that follows nothing: a test says what it has seen, and no process is started."""

import threading

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.project.advice import advice
from stillroom.project.events import Event
from stillroom.project.lesson_progress import begin
from stillroom.project.own_database import Standing
from stillroom.project.snapshot import Snapshot
from stillroom.results.finding import Finding
from stillroom.results.provenance import NOTHING_RUN
from stillroom.results.record import Result
from stillroom.schema.model import Schema


class ScriptedWatcher:
    """All that the page and the terminal session need of a watcher."""

    def __init__(self, course: Course) -> None:
        """Begin with an empty database, before the first check has ended."""
        self.exercise: Exercise | None = None
        self.snapshot = Snapshot(schema=Schema(), database="app.db")
        self.state = "empty"
        self.agree: bool | None = None
        self.table = begin(course)
        self.events: list[Event] = []
        self.standing: Standing | None = None
        self.result: Result | None = None
        self.checking = True
        self.next = advice("Wait: your files are being checked.")
        self.answered = threading.Event()
        self.beginnings = 0
        self.was_forgotten = self.has_gone_on = self.has_changed = False

    def tick(self) -> bool:
        """Say what the test wants to be said."""
        return self.has_changed

    def forget(self) -> None:
        """Note that this was asked for."""
        self.was_forgotten, self.events = True, []

    def go_on(self) -> None:
        """Note that this was asked for."""
        self.has_gone_on, self.exercise = True, None

    def close(self) -> None:
        """End nothing."""

    def check(self, exercise: Exercise, *findings: Finding) -> None:
        """Let a check of *exercise* have ended with *findings*."""
        self.exercise, self.checking = exercise, False
        self.result = Result(
            schema="stillroom/result/v1", submission="project", exercise=exercise.id,
            title=exercise.title, verdict="failed" if findings else "passed",
            points=0 if findings else exercise.points, max_points=exercise.points,
            sandbox="none", isolation=NOTHING_RUN, seconds=0.0, findings=findings,
        )  # fmt: skip
