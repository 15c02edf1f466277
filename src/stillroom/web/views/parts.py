"""The parts of a page that change while it is open; ``PARTS`` has each by the name of its template."""

from collections.abc import Callable
from dataclasses import dataclass

from stillroom.diagrams.lines import changed_names
from stillroom.diagrams.schema import schema_svg
from stillroom.learning.task import task
from stillroom.project.advice import Advice
from stillroom.project.events import Event
from stillroom.web.views.check import findings, hints, verdict_chip
from stillroom.web.views.learner import Chip, Learner
from stillroom.web.views.lesson_table import table, tracker


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
        verdict=verdict_chip(learner.live.result, learner.live.checking),
    )


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
        changed = changed_names(earlier, snapshot.schema) if earlier is not None else ()
        diagram = schema_svg(snapshot.schema, changed)
    return SchemaPart(diagram, snapshot.database, learner.state)


def events(learner: Learner) -> tuple[Event, ...]:
    """Return what the learner did, the newest first."""
    return learner.live.events[::-1]


PARTS: dict[str, Callable[[Learner], object]] = {
    "status": status,
    "goal": goal,
    "now": now,
    "task": lambda learner: task(learner.exercise.task),
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
