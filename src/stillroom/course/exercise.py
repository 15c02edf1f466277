"""One exercise: its folder, its definition, and the states that it defines.

An exercise is a folder ``NN-name`` that holds ``exercise.toml`` (the steps of its lesson with the
state that each one promises, points, hints), ``README.md``, ``starter/`` (only the files that
differ from the exercise before it, solved) and, where it reaches a new state, ``schema.py`` with a dictionary
``STATES`` from the state's name to a SQLAlchemy ``MetaData``. A state is defined once, in the
exercise that first reaches it; later exercises name it.
"""

import re
import runpy
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator
from sqlalchemy import MetaData

from stillroom.course import starts
from stillroom.course.accept import Accept
from stillroom.course.fixtures import Data, Expect, Probe, number_in_braces
from stillroom.course.hints import AnyHint, stands_for
from stillroom.course.steps import EMPTY, LessonStep
from stillroom.course.toml_data import CourseData, Text, read_data
from stillroom.errors import StillroomError, error_words
from stillroom.results.catalogue import NAMES
from stillroom.schema.tolerances import TOLERANCES
from stillroom.util.text import clean, listed, meant
from stillroom.util.validation import wrong

VERSIONS = "migrations/versions/"
LEARNERS = ("app/", VERSIONS)
"""Where the files of a project are that are a learner's own."""
EXERCISE_ID = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")


class Begin(CourseData):
    """How an exercise begins, for the learner and for the grader."""

    revision: str | None = Field(default=None, min_length=1)
    """The given revision at which the learner's database stands; without it, it is empty."""
    legacy: str | None = Field(default=None, min_length=1)
    """The state of a database that Alembic has never seen."""
    frozen: list[str] = Field(default=[])
    """The given revisions that stay as they are."""
    without: list[str] = Field(default=[])
    """Patterns of paths: files of the exercise before, solved, that are not there at the start."""

    @model_validator(mode="after")
    def _is_one_of_both(self) -> "Begin":
        if self.revision is not None and self.legacy is not None:
            raise wrong("legacy", "it and revision exclude each other; name one of the two")
        for pattern in self.without:
            if not pattern.startswith(LEARNERS) or ".." in pattern.split("/"):
                raise wrong(
                    "without",
                    f"{pattern!r} is no path of a learner's file; it begins with {listed(LEARNERS)}",
                )
        return self


class Definition(CourseData):
    """``exercise.toml``."""

    title: Text
    goal: Text
    points: int = Field(ge=1)
    steps: list[LessonStep] = Field(min_length=1)
    hints: list[AnyHint] = Field(min_length=3)
    start_findings: list[str] = Field(min_length=1)
    after: str | None = None
    """The exercise before this one: its solved project is what this one starts from."""
    task: str = "README.md"
    """The file of the exercise's folder that tells the task."""
    begin: Begin = Begin()
    data: list[Data] = Field(default=[])
    expect: list[Expect] = Field(default=[])
    probe: list[Probe] = Field(default=[])
    accept: list[Accept] = Field(default=[])
    """Checks that may be written otherwise, here and in the exercises after it."""
    databases: list[str] | None = Field(default=None, min_length=1)
    """The kinds of databases on which it can be run; None stands for all."""
    exact: list[str] = Field(default=[])
    """Tolerances of the comparison that this exercise turns off."""

    @cached_property
    def in_braces(self) -> tuple[set[tuple[str, str]], set[int]]:
        """The columns, by table and name, that have numbers in braces; and all these numbers."""
        parts: list[Data | Expect] = [*self.data, *self.expect]
        found = [
            ((part.table, column), number)
            for part in parts
            for row in part.rows
            for column, value in row.items()
            if (number := number_in_braces(value)) is not None
        ]
        return {column for column, _ in found}, {number for _, number in found}

    @model_validator(mode="after")
    def _adds_up(self) -> "Definition":
        if (total := sum(step.points for step in self.steps)) != self.points:
            raise wrong("points", f"it is {self.points}, but the points of the steps make {total}")
        for key, names, known, what in (
            ("exact", self.exact, TOLERANCES, "no tolerance"),
            ("start_findings", self.start_findings, sorted(NAMES), "no code of a finding"),
        ):
            for index, name in enumerate(names):
                if name not in known:
                    raise wrong(f"{key}[{index}]", f"{name!r} is {what}; {meant(name, known)}")
        return self

    @model_validator(mode="after")
    def _hints_can_fit(self) -> "Definition":
        numbers = sorted({step.step for step in self.steps})
        for index, hint in enumerate(self.hints):
            for number in hint.steps:
                if number not in numbers:
                    known = listed(map(str, numbers))
                    raise wrong(
                        f"hints[{index}].steps", f"there is no step {number}; there are {known}"
                    )
            for code in hint.findings:
                if not any(stands_for(code, name) for name in NAMES):
                    said = f"{code!r} is no code of a finding; {meant(code, sorted(NAMES))}"
                    raise wrong(f"hints[{index}].findings", said)
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
    def task(self) -> Path:
        """The file that tells the task, in Markdown."""
        return self.folder / self.definition.task

    @property
    def starter(self) -> Path:
        """The folder of the files that are laid over the exercise before it, solved."""
        return self.folder / starts.STARTER

    @cached_property
    def start(self) -> starts.Start:
        """What this exercise begins with; raises MissingSolution where that cannot be computed."""
        return starts.start_of(self.folder)

    @cached_property
    def given_revision_files(self) -> starts.Files:
        """The revisions that this exercise begins with; none where its start is not at hand.

        They are kept once they were read: whoever grades may have the folder no more.
        """
        try:
            files = self.start.files
        except starts.MissingSolution:
            return {}
        return {path: text for path, text in files.items() if path.startswith(VERSIONS)}

    @property
    def before(self) -> starts.Start:
        """The exercise that this one comes after, solved; raises as ``start``."""
        return starts.before(self.folder)

    @property
    def solution(self) -> starts.Files:
        """The files of the reference solution, where it is there."""
        return starts.solution_of(self.folder)

    @cached_property
    def states(self) -> dict[str, Any]:
        """The states that this exercise defines itself: name to SQLAlchemy MetaData."""
        path = self.folder / "schema.py"
        if not path.exists():
            return {}
        states = _run(path).get("STATES")
        if not isinstance(states, dict) or not states:
            raise StillroomError(f"{path}: STATES must be a dictionary from state name to MetaData")
        for name, metadata in states.items():
            if trouble := _trouble(name, metadata):
                raise StillroomError(f"{path}: {trouble}")
        return states


def _trouble(name: object, metadata: object) -> str | None:
    """Return what is wrong with an entry of STATES, in words."""
    if not isinstance(name, str) or not name:
        return f"STATES: {name!r} is no name; a name is a text"
    if name == EMPTY:
        return f"STATES: {EMPTY!r} is the database without a table; give this state another name"
    if not isinstance(metadata, MetaData):
        return f"STATES[{name!r}] is a {type(metadata).__name__}, and must be a MetaData"
    return None


def _run(path: Path) -> dict[str, Any]:
    """Return the names that the Python file *path* defines; raises StillroomError for any error.

    It may not end the program either: the status of a program that ends is a verdict.
    """
    try:
        return runpy.run_path(str(path))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise StillroomError(f"{path}: cannot be run: {clean(error_words(error), 200)}") from error
