"""Wrong answers that may pass after all: ``survivors.toml`` beside an exercise, each with a reason."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from pydantic import Field

from stillroom.course.exercise import Exercise
from stillroom.course.toml_data import CourseData, read_data

FILE = "survivors.toml"


class Survivor(CourseData):
    """Wrong answers that are declared to be right, or that the exercise does not judge."""

    names: list[str] = Field(min_length=1)
    """Their names; ``*`` stands for any characters."""
    reason: str = Field(min_length=1)
    """Why each of them may pass."""

    def covers(self, name: str) -> bool:
        """Tell whether the wrong answer called *name* is among them."""
        return any(_matches(pattern, name) for pattern in self.names)


class Survivors(CourseData):
    """``survivors.toml``."""

    survivor: list[Survivor] = Field(min_length=1)


def declared(exercise: Exercise) -> list[Survivor]:
    """Return the declared survivors of *exercise*; raises StillroomError for a broken file."""
    path = exercise.folder / FILE
    return read_data(path, Survivors).survivor if path.exists() else []


def stale(survivors: Sequence[Survivor], names: Sequence[str]) -> list[str]:
    """Return the declared names under which none of *names*, those that pass, is found."""
    return [
        pattern
        for survivor in survivors
        for pattern in survivor.names
        if not any(_matches(pattern, name) for name in names)
    ]


def _matches(pattern: str, name: str) -> bool:
    """Tell whether *name* is *pattern*, in which a star alone is special."""
    return pattern == name or fnmatchcase(name, pattern.replace("[", "[[]").replace("?", "[?]"))
