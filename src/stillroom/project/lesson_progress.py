"""The lesson's table, filled with what was really met: which rows are done, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from stillroom.course.course import Course
from stillroom.course.steps import EMPTY
from stillroom.course.table import Row, rows
from stillroom.databases.expected import States
from stillroom.project.events import Event, words
from stillroom.project.snapshot import Snapshot

Status = Literal["", "there", "met", "differs"]
DONE = ("there", "met")


@dataclass(frozen=True)
class Met:
    """A row of the lesson's table with the state that was found after it.

    ``there`` says that the project was already beyond it, ``met`` that it was seen to happen,
    and ``differs`` that it led to another state.
    """

    row: Row
    status: Status = ""
    found: str = ""

    @property
    def done(self) -> bool:
        """Whether nothing is left to do in this row."""
        return self.status in DONE


def begin(course: Course) -> list[Met]:
    """Return the rows of the lesson of *course*, none of them done."""
    return [Met(row) for row in rows(course)]


def fill(table: Sequence[Met], snapshot: Snapshot, states: States) -> list[Met]:
    """Return *table* with the rows that *snapshot* shows to be done."""
    filled = list(table)
    ranks = list(dict.fromkeys([EMPTY, *(met.row.state for met in filled)]))
    state = words(snapshot, states)
    reached = ranks.index(state) if state in ranks else 0
    left = {"revision": len(snapshot.chain), "edit": _filled_in(snapshot)}
    beyond = True
    for at, met in enumerate(filled):
        action = met.row.action
        if action in ("look", "rest"):  # nobody can see it: it is done with the row before it
            if at and filled[at - 1].done and not met.done:
                filled[at] = replace(met, status=filled[at - 1].status, found=met.row.state)
            continue
        if action in left:
            left[action] -= 1
            beyond = beyond and left[action] >= 0
        else:  # once the lesson goes back, the state no longer tells how far somebody is
            beyond = beyond and action == "upgrade" and ranks.index(met.row.state) <= reached
        if beyond and not met.done:
            filled[at] = replace(met, status="there", found=met.row.state)
    return filled


def _filled_in(snapshot: Snapshot) -> int:
    """How many revisions are filled in, from the first one on."""
    for at, one in enumerate(snapshot.chain):
        if one.empty or one.trouble:
            return at
    return len(snapshot.chain)


def enter(
    table: Sequence[Met], found: Sequence[Event], applied: set[str]
) -> tuple[list[Met], list[Event]]:
    """Put events into the table; return it, and the events with the row that each of them is.

    *applied* are the revisions that the database had passed before: to edit one of these is no
    row of the lesson.
    """
    filled, named = list(table), []
    for event in found:
        at = _place(filled, event, applied)
        if at is not None:
            event = replace(event, row=filled[at].row.step)
            filled[at] = replace(filled[at], status="met", found=event.state)
        elif event.kind in ("upgrade", "downgrade"):
            _differs(filled, event)
        if event.kind == "revision" and event.fills:  # written and filled in at once
            edited = _place(filled, replace(event, kind="edit"), applied)
            if edited is not None:
                filled[edited] = replace(filled[edited], status="met", found=event.state)
        named.append(event)
    return filled, named


def _place(table: Sequence[Met], event: Event, applied: set[str]) -> int | None:
    if event.kind == "edit" and (event.revision in applied or not event.fills):
        return None
    fits = [
        at
        for at, met in enumerate(table)
        if met.row.action == event.kind and met.row.state == event.state
    ]
    ahead = [at for at in fits if not table[at].done and not _waits(table, at)]
    if ahead:
        return ahead[0]
    again = [at for at in fits if table[at].done]
    return again[-1] if again and event.kind in ("upgrade", "downgrade") else None


def _waits(table: Sequence[Met], at: int) -> bool:
    """Whether the lesson goes back before this row, and nobody has yet."""
    return any(met.row.action == "downgrade" and not met.done for met in table[:at])


def _differs(table: list[Met], event: Event) -> None:
    at = frontier(table)
    if at is not None and table[at].row.action == event.kind:
        table[at] = replace(table[at], status="differs", found=event.state)


def frontier(table: Sequence[Met]) -> int | None:
    """Return the place of the first row that is not done, behind the last one that is."""
    done = [at for at, met in enumerate(table) if met.done]
    at = done[-1] + 1 if done else 0
    return at if at < len(table) else None
