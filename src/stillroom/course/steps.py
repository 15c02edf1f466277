"""The steps of an exercise: rows of the lesson's table that the grader can replay."""

import shlex
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from stillroom.course.toml_data import CourseData
from stillroom.util.text import listed

EMPTY = "empty"
"""The name of the state in which a database has no table yet."""

Action = Literal["revision", "edit", "upgrade", "downgrade", "look", "models", "rest"]
_ACTIONS: dict[str, Action] = {
    "revision": "revision",
    "upgrade": "upgrade",
    "downgrade": "downgrade",
    "history": "look",
    "current": "look",
    "heads": "look",
}


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

    @model_validator(mode="after")
    def _can_be_replayed(self) -> "LessonStep":
        if self.argv[:1] == ["upgrade"] and self.argv != ["upgrade", "head"]:
            raise ValueError("command: a step upgrades to head; revisions are run one at a time")
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
