"""The steps of an exercise on another kind of database: nothing above the backend notices."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, cast

import pytest
import sqlalchemy as sa

from stillroom.course.course import Course
from stillroom.databases.base import Handover, Row
from stillroom.databases.expected import States
from stillroom.databases.row_changes import RowChange
from stillroom.diagnosis.context import Problem
from stillroom.grading.actions import ACTIONS
from stillroom.grading.replay import Replay
from stillroom.grading.workspace import Workspace
from stillroom.sandbox.outcome import Outcome
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission
from tests.support.json_database import BACKEND, Content, created, packed, unpacked

EXERCISE = "02-add-email"


def complete(row: Row, columns: list[str]) -> Row:
    """Return *row* with a value for each of *columns*: the rows survive a new column."""
    return {column: row.get(column) for column in columns}


@dataclass
class JsonProject:
    """Stands for a runner and its project: its commands rewrite the JSON text of a database."""

    revisions: dict[str, sa.MetaData]
    """Each revision with what the database is after it."""
    copied: Callable[[Row, list[str]], Row] = complete
    """What an upgrade makes of a row that was there, for the columns of the new table."""
    commands: list[str] = field(default_factory=list)

    def open(self, files: object, packages: object) -> Self:
        """Open a project, as a runner does."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """There is nothing to end."""

    def run(self, database: Handover, operation: str, *arguments: str) -> Outcome:
        """Run one operation on *database*."""
        self.commands.append(" ".join((operation, *arguments)))
        order = list(self.revisions)
        answer = {"order": order, "heads": order[-1:]} if operation == "revisions" else {}
        if arguments[:1] == ("upgrade",):
            revision = order[-1] if arguments[1] == "head" else arguments[1]
            database = packed(self._upgraded(unpacked(database), revision))
        elif operation == "models":
            database = packed(created(self.revisions[order[-1]]))
        return Outcome(None, answer, database=database)

    def _upgraded(self, content: Content, revision: str) -> Content:
        if content["versions"] == [revision]:
            return content
        after = created(self.revisions[revision], [revision])
        for name, table in after["tables"].items():
            rows = content["tables"].get(name, {"rows": []})["rows"]
            table["rows"] = [self.copied(row, list(table["columns"])) for row in rows]
        return after


@pytest.fixture
def revisions(course: Course) -> dict[str, sa.MetaData]:
    """The revisions of the reference solution, as what the database is after each."""
    states: dict[str, Any] = course.states(course.find(EXERCISE))
    return {"0001": states["users"], "0002": states["users + email"]}


def replayed(course: Course, project: JsonProject) -> tuple[list[str], Problem | None]:
    """Run the steps of the exercise; return the actions that ended well, and the first problem."""
    exercise = course.find(EXERCISE)
    submission = Submission("somebody", {}, {})
    with ExitStack() as stack:
        workspace = Workspace(submission, cast(Runner, project), BACKEND, packages=None)
        stack.push(workspace)
        states = States(course, exercise, BACKEND)
        replay = Replay(submission, exercise, states, workspace)
        passed: list[str] = []
        for step in exercise.steps:
            if problem := ACTIONS[step.action](replay, step):
                return passed, problem
            replay.rows.baseline = replay.state
            passed.append(step.action)
        return passed, None


def test_a_right_submission_passes_every_step(
    course: Course, revisions: dict[str, sa.MetaData]
) -> None:
    passed, problem = replayed(course, JsonProject(revisions))
    assert problem is None
    assert passed == [step.action for step in course.find(EXERCISE).steps]


def test_rows_that_an_upgrade_changes_are_noticed(
    course: Course, revisions: dict[str, sa.MetaData]
) -> None:
    """They were put in by the backend's own store, and read back by it."""

    def shouted(row: Row, columns: list[str]) -> Row:
        return {**complete(row, columns), "name": str(row["name"]).upper()}

    _, problem = replayed(course, JsonProject(revisions, shouted))
    assert problem is not None
    assert (problem.kind, problem.revision) == ("rows", "0002")
    (change,) = problem.rows
    rows = course.find(EXERCISE).definition.data[0].rows
    assert isinstance(change, RowChange)
    assert (change.kind, change.column, change.count) == ("changed", "name", len(rows))


def test_another_schema_is_another_state(course: Course, revisions: dict[str, sa.MetaData]) -> None:
    project = JsonProject({"0001": revisions["0001"], "0002": sa.MetaData()})
    _, problem = replayed(course, project)
    assert problem is not None
    assert problem.kind == "state"
