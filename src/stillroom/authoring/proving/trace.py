"""All that a project does: every revision up and down with rows in the tables, and its models.

Two projects with the same trace are the same answer, however they are written. The trace goes
everywhere, also where no step of the exercise goes.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from stillroom.authoring.proving import made_up_rows
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.databases.base import RefusedRow, State, Store
from stillroom.databases.expected import states
from stillroom.errors import UnreadableDatabase
from stillroom.grading.check_course import PLACEHOLDER
from stillroom.grading.packages import packages
from stillroom.grading.revision_list import list_revisions
from stillroom.grading.values import Values
from stillroom.grading.workspace import Workspace
from stillroom.sandbox.outcome import ReportedError
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission

Way = Literal["upgrade", "downgrade", "again", "models", "history"]


@dataclass(frozen=True)
class Moment:
    """What was found at one place of the trace."""

    way: Way
    revision: str
    """The revision that was run or undone; empty for the models and the history."""
    state: State
    before: State
    """The database before the revision ran, with the rows that were put in."""
    trouble: str = ""
    """The kind of the error with which the command ended."""


@dataclass(frozen=True)
class Trace:
    """The moments of one project, in order."""

    moments: tuple[Moment, ...]
    heads: frozenset[str]
    order: tuple[str, ...]
    has_made_up: bool = True
    """Whether made-up rows were in the tables beside those of the exercise."""
    unfilled: tuple[str, ...] = ()
    """The tables that had no row at any time, so that nothing is known of what becomes of rows."""

    @property
    def is_sound(self) -> bool:
        """Whether every upgrade ran: only then does it show all that the project does."""
        return not any(
            moment.trouble for moment in self.moments if moment.way in ("upgrade", "models")
        )

    def at(self, way: Way, revision: str) -> Moment | None:
        """Return the moment at which *revision* was run, or undone."""
        return next(
            (each for each in self.moments if (each.way, each.revision) == (way, revision)), None
        )


def trace_reference(
    submission: Submission, course: Course, exercise: Exercise, runner: Runner
) -> Trace:
    """Run the reference solution up and down, and return what it did; raises as a grading does."""
    whole = trace(submission, course, exercise, runner, has_made_up=True)
    if whole.is_sound:
        return whole
    # Perhaps the made-up rows are too odd for what the revisions do with them.
    return trace(submission, course, exercise, runner, has_made_up=False)


def trace(
    submission: Submission,
    course: Course,
    exercise: Exercise,
    runner: Runner,
    *,
    has_made_up: bool,
) -> Trace:
    """Run *submission* up and down, and return what it did; raises as a grading does.

    *has_made_up* says whether rows are made up: only like traces can be compared.
    """
    return _Tracer(course, exercise, has_made_up).run(submission, runner)


class _Tracer:
    """Makes one trace."""

    def __init__(self, course: Course, exercise: Exercise, has_made_up: bool) -> None:
        self.states, self.packages = states(course, exercise), packages(course)
        self.values = Values(exercise, self.states.backend, PLACEHOLDER)
        self.has_made_up = has_made_up
        self.stage = 0
        self.filled: dict[str, bool] = {}
        """Each table that was there, and whether it had a row."""

    def run(self, submission: Submission, runner: Runner) -> Trace:
        with Workspace(submission, runner, packages=self.packages) as workspace:
            revisions = list_revisions(workspace)
            moments = list(self._moments(workspace, revisions.order))
            heads = frozenset(revisions.heads)
            unfilled = tuple(name for name, had_one in self.filled.items() if not had_one)
            return Trace(tuple(moments), heads, revisions.order, self.has_made_up, unfilled)

    def _moments(self, workspace: Workspace, order: Sequence[str]) -> Iterator[Moment]:
        self._put_in(workspace, State())
        for revision in order:
            yield self._ran(workspace, "upgrade", revision, "upgrade", revision)
        for revision, target in zip(order[::-1], [*order[-2::-1], "base"], strict=False):
            yield self._ran(workspace, "downgrade", revision, "downgrade", target)
        yield self._ran(workspace, "again", order[-1] if order else "", "upgrade", "heads")
        outcome = workspace.create_models()
        yield Moment("models", "", self._read(workspace.models), State(), _kind(outcome.trouble))

    def _ran(self, workspace: Workspace, way: Way, revision: str, *command: str) -> Moment:
        before = self._read(workspace.database)
        outcome = workspace.run("alembic", *command)
        state = self._read(workspace.database)
        if way == "upgrade" and not outcome.trouble:
            self._put_in(workspace, state)
        return Moment(way, revision, state, before, _kind(outcome.trouble))

    def _read(self, store: Store) -> State:
        """Return what *store* holds, as a grading sees it; nothing where it cannot be read."""
        try:
            state = store.read()
        except UnreadableDatabase:
            return State()
        return replace(state, schema=self.states.respelled(state.schema))

    def _put_in(self, workspace: Workspace, state: State) -> None:
        """Put in the rows of the exercise for a state that is reached first, and made-up ones."""
        for name in self.values.waiting:
            if self.states.is_state(name, state.schema):
                with suppress(RefusedRow, UnreadableDatabase):
                    self.values.put_in(name, workspace.database)
                self.values.seeded.add(name)
        if self.has_made_up and state.schema.tables:
            self.stage += 1
            made_up_rows.put_in(workspace.database, self._read(workspace.database), self.stage)
        state = self._read(workspace.database)
        for name in state.schema.tables:
            self.filled[name] = self.filled.get(name, False) or bool(state.rows.get(name))


def _kind(trouble: ReportedError | None) -> str:
    return trouble.kind if trouble else ""
