"""The steps of an exercise: rows of the lesson's table that the grader can replay."""

import re
import shlex
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from stillroom.course.toml_data import CourseData, Text
from stillroom.util.text import listed, nearest
from stillroom.util.validation import wrong

EMPTY = "empty"
"""The name of the state in which a database has no table yet."""

Action = Literal[
    "revision", "merge", "edit", "upgrade", "downgrade", "stamp", "look", "models", "rest"
]  # fmt: skip
_ACTIONS: dict[str, Action] = {
    "revision": "revision",
    "merge": "merge",
    "upgrade": "upgrade",
    "downgrade": "downgrade",
    "stamp": "stamp",
    "history": "look",
    "current": "look",
    "heads": "look",
    "check": "look",
}

_ID = r"[^\s@+:-][^\s@+:]*"
_ANYTHING = re.compile(".*", re.DOTALL)
_TARGETS = {
    "upgrade": (
        re.compile(rf"head|\+[1-9]\d?|{_ID}"),
        "a step upgrades to head, to a given revision id, or by +1",
    ),
    "downgrade": (
        re.compile(rf"base|-[1-9]\d?|{_ID}"),
        "a step downgrades to base, to a given revision id, or by -1",
    ),
    "stamp": (
        re.compile(rf"(--purge )?{_ID}( {_ID})*"),
        "a step stamps head, base or a given revision id",
    ),
}
"""What may stand behind a command that moves the database, and the words for it."""
_PLACES = ("head", "heads", "base", "none")
"""What names a place in the history, and is no id."""


class LessonStep(CourseData):
    """One row of the lesson's table: a command, and the state that it leaves the database in."""

    step: int = Field(ge=1)
    command: Text
    effect: Text
    state: Text
    note: str = ""
    points: int = Field(default=0, ge=0)
    run: Literal["edit", "models", "rest"] | None = None
    """What the grader does for a row that is no Alembic command."""
    heads: int | None = Field(default=None, ge=0)
    """How many heads the history has after the row."""
    version: str | None = Field(default=None, min_length=1)
    """What ``alembic_version`` holds after the row: ``head``, ``none``, or a given revision id."""
    to: str | None = Field(default=None, min_length=1)
    """On a downgrade: the state to go back to, over however many revisions lie between."""

    @model_validator(mode="after")
    def _can_be_replayed(self) -> "LessonStep":
        try:
            command, *targets = self.argv or [""]
        except ValueError as error:  # a quote that is not closed
            raise wrong("command", f"it cannot be read: {error}") from error
        if self.run is None and command not in _ACTIONS:
            known = listed([f"alembic {name}" for name in _ACTIONS])
            near = nearest(command, _ACTIONS)
            sentence = f"command must be one of {known}, or run must say edit, models or rest"
            if near:
                sentence = f"'alembic {command}' cannot be replayed; did you mean 'alembic {near}'?"
            raise wrong("command", sentence)
        pattern, words = _TARGETS.get(command, (_ANYTHING, ""))
        if not pattern.fullmatch(" ".join(targets)):
            raise wrong("command", words)
        if self.to is not None and command != "downgrade":
            raise wrong("to", "it is for a downgrade; what an upgrade leads to is its state")
        if self.to is not None and self.to != self.state:
            raise wrong(
                "to", f"to is {self.to!r}, but state is {self.state!r}; both must be the same"
            )
        return self

    @cached_property
    def argv(self) -> list[str]:
        """The arguments behind ``alembic``; empty for a row that is no Alembic command."""
        words = shlex.split(self.command) if self.run is None else []
        return words[1:] if words[:1] == ["alembic"] else []

    @property
    def revisions(self) -> list[tuple[str, str]]:
        """The ids of revisions that it names, each with its key."""
        moves = self.argv[1:] if self.argv[:1] and self.argv[0] in _TARGETS else []
        named = [("command", word) for word in moves if re.fullmatch(_ID, word)]
        named += [("version", self.version)] if self.version is not None else []
        return [(key, name) for key, name in named if name not in _PLACES]

    @property
    def action(self) -> Action:
        """What the grader does for this row."""
        return self.run or _ACTIONS[self.argv[0]]
