"""The parts of a page that change while it is open; ``PARTS`` has each by the name of its template."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from stillroom.course.exercise import Exercise
from stillroom.course.table import Row
from stillroom.diagrams.lines import changes
from stillroom.diagrams.schema import schema_svg
from stillroom.project.current_exercise import current_exercise
from stillroom.project.events import Event
from stillroom.project.lesson_progress import Met, frontier
from stillroom.project.next_step import Advice
from stillroom.results.record import Finding, Result, Step
from stillroom.web.course_material import CourseMaterial
from stillroom.web.live import LiveState
from stillroom.web.views.excerpt import ExcerptLine, excerpt
from stillroom.web.views.task import task


@dataclass(frozen=True)
class Chip:
    """A short word with a colour."""

    words: str
    kind: Literal["", "right", "wrong", "wait"] = ""


@dataclass(frozen=True)
class Learner:
    """A learner's project at one moment, beside the course."""

    project: Path
    material: CourseMaterial
    live: LiveState

    @property
    def exercise(self) -> Exercise:
        """The exercise that the learner is at."""
        return current_exercise(self.material.course, self.live.exercise, self.live.progress)

    @property
    def state(self) -> str | None:
        """The words for the state of the learner's database; None where it cannot be read."""
        schema = self.live.snapshot.schema
        return None if schema is None else self.material.states.words(schema)


@dataclass(frozen=True)
class Goal:
    """What the current exercise is, and what it is for."""

    title: str
    goal: str


def goal(learner: Learner) -> Goal:
    """Return the title and the goal of the current exercise."""
    return Goal(learner.exercise.title, learner.exercise.definition.goal)


@dataclass(frozen=True)
class Status:
    """What a screen reader says when something has changed."""

    last_event: str | None
    state: str | None


def status(learner: Learner) -> Status:
    """Return the last event and the state of the database."""
    events = learner.live.events
    return Status(events[-1].text if events else None, learner.state)


@dataclass(frozen=True)
class Now:
    """Where the learner is, and what comes next."""

    next: Advice
    state: str | None
    database: str
    versions: tuple[str, ...]
    exercise: str
    verdict: Chip


def now(learner: Learner) -> Now:
    """Return the next thing, the database and the verdict."""
    snapshot = learner.live.snapshot
    return Now(
        next=learner.live.next,
        state=learner.state,
        database=snapshot.database,
        versions=snapshot.versions,
        exercise=learner.exercise.id,
        verdict=_verdict(learner.live.result, learner.live.checking),
    )


def _verdict(result: Result | None, checking: bool) -> Chip:
    if checking:
        return Chip("being checked", "wait")
    if result is None:
        return Chip("not checked yet")
    points = f"{result.points} of {result.max_points} points"
    if result.verdict == "passed":
        return Chip(f"passed, {points}", "right")
    if result.verdict == "failed":
        return Chip(f"not yet, {points}", "wrong")
    return Chip("no verdict: a fault of the grader", "wait")


@dataclass(frozen=True)
class TableRow:
    """A row of the lesson's table, and what the learner's database was after it."""

    row: Row
    yours: Chip | None = None
    seen: datetime | None = None
    """When it was seen to happen."""
    is_done: bool = False
    is_next: bool = False


@dataclass(frozen=True)
class Table:
    """The lesson's table; beside a project it says how far the learner is."""

    rows: tuple[TableRow, ...]
    has_project: bool


def static_table(rows: Iterable[Row]) -> Table:
    """Return the table without a project beside it."""
    return Table(tuple(TableRow(row) for row in rows), has_project=False)


def table(learner: Learner) -> Table:
    """Return the table with what was found for each of its rows."""
    table = learner.live.table
    following = frontier(table)
    last_events = {event.row: event for event in learner.live.events if event.row is not None}
    return Table(
        tuple(
            _table_row(met, last_events.get(met.row.step), is_next=index == following)
            for index, met in enumerate(table)
        ),
        has_project=True,
    )


def _table_row(met: Met, event: Event | None, *, is_next: bool) -> TableRow:
    was_seen = event is not None and met.status not in ("", "there")
    return TableRow(
        met.row,
        yours=Chip(met.found, "right" if met.done else "wrong") if met.status else None,
        seen=event.at if event is not None and was_seen else None,
        is_done=met.done,
        is_next=is_next,
    )


@dataclass(frozen=True)
class Tracker:
    """The states of the lesson in order, each with the step that leads to it."""

    states: tuple[tuple[int, str], ...]
    current: int | None = None
    """The index of the state that the learner is in; None where it is none of the lesson's."""


def tracker(learner: Learner) -> Tracker:
    """Return the states, and the last one that both fits the database and was reached."""
    states = tuple(learner.material.tracker)
    last_step = max((met.row.step for met in learner.live.table if met.done), default=0)
    fitting = [index for index, (_, state) in enumerate(states) if state == learner.state]
    reached = [index for index in fitting if states[index][0] <= last_step]
    return Tracker(states, reached[-1] if reached else next(iter(fitting), None))


@dataclass(frozen=True)
class SchemaPart:
    """The schema of the learner's database as a diagram; None where it cannot be read."""

    diagram: str | None
    database: str
    state: str | None


def schema(learner: Learner) -> SchemaPart:
    """Return the diagram, with what has changed last marked in it."""
    snapshot, earlier = learner.live.snapshot, learner.live.earlier_schema
    diagram = None
    if snapshot.schema is not None:
        changed = changes(earlier, snapshot.schema) if earlier is not None else ()
        diagram = schema_svg(snapshot.schema, changed)
    return SchemaPart(diagram, snapshot.database, learner.state)


def events(learner: Learner) -> tuple[Event, ...]:
    """Return what the learner did, the newest first."""
    return learner.live.events[::-1]


@dataclass(frozen=True)
class FindingView:
    """A finding, and the lines of the file that it names."""

    finding: Finding
    excerpt: tuple[ExcerptLine, ...]


@dataclass(frozen=True)
class StepView:
    """A step of a check: what was expected, what was found, and how it ended."""

    step: Step
    status: Chip


@dataclass(frozen=True)
class Findings:
    """What the last check has found."""

    verdict: Chip
    next_exercise: str | None
    """The exercise to go on with, where the current one has passed."""
    findings: tuple[FindingView, ...] = ()
    exercise: str = ""
    steps: tuple[StepView, ...] = ()


STEP_STATUS = {
    "passed": Chip("passed", "right"),
    "failed": Chip("not yet", "wrong"),
    "blocked": Chip("blocked", "wait"),
}


def findings(learner: Learner) -> Findings:
    """Return the verdict, the findings and the steps of the last check."""
    result = learner.live.result
    verdict = _verdict(result, learner.live.checking)
    if result is None:
        return Findings(verdict, None)
    following = learner.material.course.after(learner.exercise)
    has_passed = result.verdict == "passed"
    return Findings(
        verdict=verdict,
        next_exercise=following.id if has_passed and following is not None else None,
        findings=tuple(
            FindingView(finding, excerpt(learner.project, finding.file, finding.line))
            for finding in result.findings
        ),
        exercise=result.exercise,
        steps=tuple(StepView(step, STEP_STATUS[step.status]) for step in result.steps),
    )


@dataclass(frozen=True)
class Hints:
    """The hints of the current exercise that were shown, and how many there are."""

    shown: tuple[str, ...]
    total: int


def hints(learner: Learner) -> Hints:
    """Return the hints that were shown."""
    all_hints = learner.exercise.definition.hints
    number = learner.live.progress.hints.get(learner.exercise.id, 0)
    return Hints(tuple(all_hints[:number]), len(all_hints))


PARTS: dict[str, Callable[[Learner], object]] = {
    "status": status,
    "goal": goal,
    "now": now,
    "task": lambda learner: task(learner.exercise.folder),
    "table": table,
    "tracker": tracker,
    "schema": schema,
    "events": events,
    "findings": findings,
    "hints": hints,
}
"""What builds each part, by the name of its template and of the variable that the template reads."""


def parts(learner: Learner, *names: str) -> dict[str, object]:
    """Return the parts called *names*, each under its name."""
    return {name: PARTS[name](learner) for name in names}
