"""Wrong answers that may pass after all: ``survivors.toml`` beside an exercise, each with a reason."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from pydantic import Field

from stillroom.course.exercise import Exercise
from stillroom.course.toml_data import CourseData, Text, read_data
from stillroom.util.text import meant

FILE = "survivors.toml"


class Survivor(CourseData):
    """Wrong answers that are declared to be right, or that the exercise does not judge."""

    names: list[Text] = Field(min_length=1)
    """Their names; ``*`` stands for any characters."""
    reason: Text
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


def unknown(survivors: Sequence[Survivor], names: Sequence[str]) -> str | None:
    """Return what is wrong with the first declared name that is none of *names*, with its key."""
    for index, survivor in enumerate(survivors):
        for position, pattern in enumerate(survivor.names):
            if not any(_matches(pattern, name) for name in names):
                key = f"survivor[{index}].names[{position}]"
                return f"{key}: no wrong answer is called {pattern!r}; {meant(pattern, names)}"
    return None


def _matches(pattern: str, name: str) -> bool:
    """Tell whether *name* is *pattern*, in which a star alone is special."""
    return pattern == name or fnmatchcase(name, pattern.replace("[", "[[]").replace("?", "[?]"))
