"""What a learner does in a project that is watched, one event after the other."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from stillroom.util.text import clean

MOST_EVENTS = 500
"""How many events are kept: the last ones."""

Kind = Literal[
    "revision", "edit", "gone", "upgrade", "downgrade", "stamp", "schema", "models", "trouble",
    "mended", "passed", "begun",
]  # fmt: skip


def _now() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True)
class Event:
    """One thing that the learner did, as it could be seen from outside."""

    kind: Kind
    text: str
    """One sentence."""
    command: str = ""
    """What the learner most likely ran."""
    state: str = ""
    """The state of the database, in words."""
    step: int | None = None
    """The number of the lesson's step that this is."""
    revision: str | None = None
    """The id of the revision that it is about."""
    exercise: str = ""
    """The id of the exercise that has passed."""
    fills: bool = False
    """Whether the revision is filled in now: its ``upgrade()`` does something."""
    at: datetime = field(default_factory=_now)


class EventLog:
    """The last events, with nothing in them that a terminal would obey; each trouble once."""

    def __init__(self) -> None:
        """Begin without any event."""
        self.events: list[Event] = []
        self._troubles: set[str] = set()

    def add(self, events: Iterable[Event]) -> None:
        """Put *events* behind the others."""
        cleaned = [
            replace(event, text=clean(event.text), command=clean(event.command)) for event in events
        ]
        self.events = [*self.events, *cleaned][-MOST_EVENTS:]

    def add_trouble(self, trouble: str | None, state: str) -> None:
        """Add an event for *trouble*, unless there is none or it was added before."""
        if trouble is not None and trouble not in self._troubles:
            self._troubles.add(trouble)
            self.add([Event("trouble", trouble, state=state)])

    def clear(self) -> None:
        """Forget the events. A trouble that was added before is still not added again."""
        self.events = []
