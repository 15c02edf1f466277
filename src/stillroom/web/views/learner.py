"""A learner's project at one moment: what every part of a page is built from."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError
from stillroom.project.current_exercise import current_exercise
from stillroom.web.course_material import CourseMaterial
from stillroom.web.live import LiveState
from stillroom.web.run_command import Ran


@dataclass(frozen=True)
class Chip:
    """A short word with a colour."""

    words: str
    kind: Literal["", "right", "wrong", "wait"] = ""


@dataclass(frozen=True)
class Asked:
    """What one open page asks for, beside what every page shows."""

    file: str = ""
    """The file that was chosen; empty for the one that matters most."""
    predicted: int | None = None
    """The option that was chosen as a prediction just now."""
    refused: StillroomError | None = None
    """Why something was not done; for a line that was typed, it is ``Refused``."""


@dataclass(frozen=True)
class Learner:
    """A learner's project at one moment, beside the course."""

    project: Path
    material: CourseMaterial
    live: LiveState
    runs: tuple[Ran, ...] = ()
    """The commands that were run for the page, the newest at the end."""
    commands: tuple[str, ...] = ()
    """The commands of Alembic that the course teaches."""
    asked: Asked = field(default_factory=Asked)

    @property
    def exercise(self) -> Exercise:
        """The exercise that the learner is at."""
        return current_exercise(self.material.course, self.live.exercise, self.live.progress)

    @property
    def state(self) -> str | None:
        """The words for the state of the learner's database; None where it cannot be read."""
        schema = self.live.snapshot.schema
        return None if schema is None else self.material.states.words(schema)
