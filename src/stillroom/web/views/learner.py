"""A learner's project at one moment: what every part of a page is built from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from stillroom.course.exercise import Exercise
from stillroom.project.current_exercise import current_exercise
from stillroom.web.course_material import CourseMaterial
from stillroom.web.live import LiveState


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
