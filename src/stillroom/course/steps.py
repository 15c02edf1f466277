"""The steps of an exercise: rows of the lesson's table that the grader can replay."""

import re
import shlex
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from stillroom.course.toml_data import CourseData
from stillroom.util.text import listed

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

_UPGRADE_TARGET = re.compile(r"head|\+[1-9]\d?|[^\s@+:-][^\s@+:]*")


class LessonStep(CourseData):
    """One row of the lesson's table: a command, and the state that it leaves the database in."""

    step: int = Field(ge=1)
    command: str = Field(min_length=1)
    effect: str = Field(min_length=1)
    state: str = Field(min_length=1)
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
        if self.argv[:1] == ["upgrade"] and not _UPGRADE_TARGET.fullmatch(" ".join(self.argv[1:])):
            raise ValueError("command: a step upgrades to head, to a given revision id, or by +1")
        if self.to is not None and self.argv[:1] != ["downgrade"]:
            raise ValueError("to is for a downgrade; what an upgrade leads to is its state")
        if self.to is not None and self.to != self.state:
            raise ValueError(
                f"to is {self.to!r}, but state is {self.state!r}; both must be the same"
            )
        if self.run is None and (len(self.argv) < 1 or self.argv[0] not in _ACTIONS):
            known = listed([f"alembic {name}" for name in _ACTIONS])
            raise ValueError(
                f"command must be one of {known}, or run must say edit, models or rest"
            )
        return self

    @cached_property
    def argv(self) -> list[str]:
        """The arguments behind ``alembic``; empty for a row that is no Alembic command."""
        words = shlex.split(self.command) if self.run is None else []
        return words[1:] if words[:1] == ["alembic"] else []

    @property
    def action(self) -> Action:
        """What the grader does for this row."""
        return self.run or _ACTIONS[self.argv[0]]
