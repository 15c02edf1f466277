"""The course as data: folders of exercises, read once and checked on the way in.

An exercise is a folder ``NN-name`` that holds ``exercise.toml`` (the steps of its lesson with the
state that each one promises, points, hints), ``README.md``, ``starter/`` (only the files that
differ from the bare starter) and, where it reaches a new state, ``schema.py`` with a dictionary
``STATES`` from the state's name to a SQLAlchemy ``MetaData``. A state is defined once, in the
exercise that first reaches it; later exercises name it.
"""

import os
import re
import runpy
import shlex
import tomllib
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from stillroom.errors import StillroomError
from stillroom.schema.tolerances import TOLERANCES
from stillroom.util.resources import resource
from stillroom.util.text import clean, listed, nearest
from stillroom.util.validation import in_our_words

EMPTY = "empty"
Model = TypeVar("Model", bound=BaseModel)
EXERCISE_ID = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")

Action = Literal["revision", "edit", "upgrade", "downgrade", "look", "models", "rest"]
_ACTIONS: dict[str, Action] = {
    "revision": "revision",
    "upgrade": "upgrade",
    "downgrade": "downgrade",
    "history": "look",
    "current": "look",
    "heads": "look",
}


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LessonStep(_Data):
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


class Data(_Data):
    """Rows that the grader puts into a table when a state is first reached."""

    state: str
    table: str
    rows: list[dict[str, str | int | float | bool]] = Field(min_length=1)


class Definition(_Data):
    """``exercise.toml``."""

    title: str = Field(min_length=1)
    goal: str = Field(min_length=1)
    points: int = Field(ge=1)
    steps: list[LessonStep] = Field(min_length=1)
    hints: list[str] = Field(min_length=3)
    start_findings: list[str] = Field(min_length=1)
    after: str | None = None
    """The exercise whose solved project this one starts from."""
    data: list[Data] = []
    exact: list[str] = []
    """Tolerances of the comparison that this exercise turns off."""

    @model_validator(mode="after")
    def _adds_up(self) -> "Definition":
        if (total := sum(step.points for step in self.steps)) != self.points:
            raise ValueError(f"points is {self.points}, but the points of the steps make {total}")
        if unknown := [name for name in self.exact if name not in TOLERANCES]:
            raise ValueError(
                f"exact: {unknown[0]!r} is no tolerance; known are {listed(TOLERANCES)}"
            )
        return self


class Exercise:
    """One exercise: its folder, its definition, and the states that it names."""

    def __init__(self, folder: Path) -> None:
        """Read *folder*; raise StillroomError with file, key and expectation if it is broken."""
        self.folder = folder
        self.id = folder.name
        if not EXERCISE_ID.fullmatch(self.id):
            raise StillroomError(
                f"{folder}: an exercise folder is called NN-name, like 05-add-orders"
            )
        self.definition = read_data(folder / "exercise.toml", Definition)

    @property
    def number(self) -> str:
        """The two digits that the id begins with."""
        return self.id[:2]

    @property
    def title(self) -> str:
        """The name of the exercise for people."""
        return self.definition.title

    @property
    def steps(self) -> list[LessonStep]:
        """The rows of the lesson, in order."""
        return self.definition.steps

    @property
    def points(self) -> int:
        """The points of an exercise that has passed."""
        return self.definition.points

    @property
    def starter(self) -> Path:
        """The folder of the starting files that differ from the bare starter."""
        return self.folder / "starter"

    @cached_property
    def states(self) -> dict[str, Any]:
        """The states that this exercise defines itself: name to SQLAlchemy MetaData."""
        path = self.folder / "schema.py"
        if not path.exists():
            return {}
        try:
            states = runpy.run_path(str(path)).get("STATES")
        except Exception as error:
            raise StillroomError(f"{path}: cannot be run: {clean(str(error), 200)}") from error
        if not isinstance(states, dict) or not states:
            raise StillroomError(f"{path}: STATES must be a dictionary from state name to MetaData")
        return states


class Course:
    """All exercises of a folder that is laid out like ``exercises/``, in teaching order."""

    def __init__(self, root: Path | None = None) -> None:
        """Read every exercise below *root*: by default STILLROOM_COURSE, else the course's own."""
        self.root = root or _own_exercises()
        if not self.root.is_dir():
            raise StillroomError(
                f"{self.root}: no such folder; --course wants a folder of exercises"
            )
        folders = sorted(path for path in self.root.iterdir() if (path / "exercise.toml").exists())
        if not folders:
            raise StillroomError(
                f"{self.root}: no exercises here; each is a folder with exercise.toml"
            )
        self.exercises = [Exercise(folder) for folder in folders]
        self._check_numbers()
        self._check_states()

    def __iter__(self) -> Iterator[Exercise]:
        return iter(self.exercises)

    @property
    def ids(self) -> list[str]:
        """The ids of the exercises, in teaching order."""
        return [exercise.id for exercise in self.exercises]

    def find(self, name: str) -> Exercise:
        """Return the exercise called *name*, by its id or by its number alone.

        Raises StillroomError that names the nearest exercise.
        """
        for exercise in self.exercises:
            if name in (exercise.id, exercise.number, exercise.number.lstrip("0")):
                return exercise
        near = nearest(name, self.ids)
        meant = f"did you mean {near}?" if near else f"there are {listed(self.ids)}"
        raise StillroomError(f"no exercise is called {clean(name, 60)!r}: {meant}")

    def after(self, exercise: Exercise) -> Exercise | None:
        """Return the exercise that follows *exercise*, or None at the end of the course."""
        following = self.exercises[self.exercises.index(exercise) + 1 :]
        return following[0] if following else None

    def states(self, exercise: Exercise) -> dict[str, Any]:
        """Return every state that *exercise* may name: name to MetaData, without ``empty``."""
        upto = self.exercises[: self.exercises.index(exercise) + 1]
        return {name: state for one in upto for name, state in one.states.items()}

    def _check_numbers(self) -> None:
        """A number alone names an exercise, so each stands once."""
        for exercise, following in pairwise(self.exercises):
            if exercise.number == following.number:
                raise StillroomError(
                    f"{following.folder}: the number {following.number} is that of {exercise.id} too; "
                    "give one of the two another number"
                )

    def _check_states(self) -> None:
        for exercise in self.exercises:
            known = {EMPTY, *self.states(exercise)}
            named = [(f"steps[{at}]", step.state) for at, step in enumerate(exercise.steps)]
            named += [
                (f"data[{at}]", data.state) for at, data in enumerate(exercise.definition.data)
            ]
            for key, state in named:
                if state not in known:
                    raise StillroomError(
                        f"{exercise.folder / 'exercise.toml'}: {key}.state: {state!r} is defined by "
                        f"no schema.py of this exercise or an earlier one; known are {listed(sorted(known))}"
                    )


def _own_exercises() -> Path:
    """The exercises of STILLROOM_COURSE, of the installed package, or of this checkout."""
    if named := os.environ.get("STILLROOM_COURSE"):
        return Path(named)
    return resource("exercises")


def read_data(path: Path, model: type[Model]) -> Model:
    """Return the TOML file *path* as *model*; raises StillroomError with file, key, expectation."""
    try:
        return model.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise StillroomError(f"{path}: cannot be read: {clean(str(error), 200)}") from error
    except tomllib.TOMLDecodeError as error:
        raise StillroomError(f"{path}: not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"])
        message = in_our_words(first["msg"])
        raise StillroomError(
            f"{path}: {key.lstrip('.') or 'the file'}: {clean(message, 300)}"
        ) from error
