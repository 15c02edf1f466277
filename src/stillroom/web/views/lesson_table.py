"""The lesson's table and its states in order, with what the learner has reached of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from stillroom.course.table import TableStep
from stillroom.project.events import Event
from stillroom.project.lesson_progress import FollowedStep, frontier
from stillroom.web.views.learner import Chip, Learner


@dataclass(frozen=True)
class TableRow:
    """A row of the lesson's table, and what the learner's database was after it."""

    step: TableStep
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
    title: str = "The lesson"
    """Whose steps they are: one exercise, or the first and the last of several."""


def static_table(steps: Iterable[TableStep]) -> Table:
    """Return the table without a project beside it."""
    return Table(tuple(TableRow(step) for step in steps), has_project=False)


def table(learner: Learner) -> Table:
    """Return the table with what came of each of its steps."""
    table = learner.live.table
    ids = list(dict.fromkeys(followed.step.exercise for followed in table))
    title = " to ".join(dict.fromkeys([*ids[:1], *ids[-1:]])) or "The lesson"
    following = frontier(table)
    last_events = {event.step: event for event in learner.live.events if event.step is not None}
    return Table(
        tuple(
            _table_row(followed, last_events.get(followed.step.step), is_next=index == following)
            for index, followed in enumerate(table)
        ),
        has_project=True,
        title=title,
    )


def _table_row(followed: FollowedStep, event: Event | None, *, is_next: bool) -> TableRow:
    was_seen = event is not None and followed.status not in ("", "earlier")
    return TableRow(
        followed.step,
        yours=Chip(followed.state, "right" if followed.done else "wrong")
        if followed.status
        else None,
        seen=event.at if event is not None and was_seen else None,
        is_done=followed.done,
        is_next=is_next,
    )


@dataclass(frozen=True)
class Tracker:
    """The states of the lesson in order, each with the step that leads to it."""

    states: tuple[tuple[int, str], ...]
    current: int | None = None
    """The index of the state that the learner is in; None where it is none of the lesson's."""
