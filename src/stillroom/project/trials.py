"""Trials of Alembic's commands on copies of the learner's own database, in the sandbox."""

from dataclasses import replace
from pathlib import Path

from stillroom.course.course import Course
from stillroom.course.exercise import Begin
from stillroom.databases.base import State, Store
from stillroom.diagnosis.values import shown
from stillroom.errors import StillroomError, UnreadableDatabase
from stillroom.grading.beginning import begins_empty
from stillroom.grading.packages import packages
from stillroom.grading.workspace import Workspace
from stillroom.project.advice import NextStep
from stillroom.project.alembic_ini import in_the_way
from stillroom.project.own_database import ANEW, BASE, THE_FIRST_ONE, Standing, standing
from stillroom.project.own_rows import row_apart
from stillroom.project.snapshot import Snapshot, look
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner, Stopped
from stillroom.schema.model import Schema
from stillroom.util.text import clean, excerpts, listed


class CopyTrials:
    """Runs the revisions of a snapshot on copies of its database; what was run is remembered."""

    def __init__(self, snapshot: Snapshot, workspace: Workspace) -> None:
        """*workspace* is one of the files of *snapshot*."""
        self._snapshot, self._workspace = snapshot, workspace
        self._made: dict[str, Schema] = {}
        self._tried: dict[tuple[NextStep, ...], Store | None] = {}

    def made(self) -> dict[str, Schema]:
        """Return what each revision makes from nothing, as far as they run."""
        if not self._made:
            self._made = {BASE: Schema()}
            store = self._workspace.copy({})
            for revision in self._snapshot.chain:
                ended = self._workspace.run_on(store, "upgrade", revision.id or "")
                state = None if ended.trouble else _read(store)
                if state is None or revision.id is None:
                    break
                self._made[revision.id] = state.schema
        return self._made

    def after(self, *steps: NextStep) -> State | None:
        """Return the state of a copy of the own database after *steps*; None where one fails."""
        store = self._store(steps)
        return None if store is None else _read(store)

    def _store(self, steps: tuple[NextStep, ...]) -> Store | None:
        if steps not in self._tried:
            self._tried[steps] = self._run(steps)
        return self._tried[steps]

    def _run(self, steps: tuple[NextStep, ...]) -> Store | None:
        if not steps:
            return self._workspace.copy(self._snapshot.held)
        before = self._store(steps[:-1])
        if before is None:
            return None
        store, last = self._workspace.copy(before.handover()), steps[-1]
        ended = self._workspace.run_on(store, last.command, *reversed(last.words))
        return None if ended.trouble else store


def _read(store: Store) -> State | None:
    try:
        return store.read()
    except UnreadableDatabase:
        return None


def own_standing(project: Path, course: Course, result: Result, runner: Runner) -> Standing:
    """Return where the database of *project* is, whose files were graded with *result*.

    The sentence is empty where that cannot be found out. Where Alembic is led elsewhere, it says so.
    """
    if sentence := in_the_way(project):
        return Standing(sentence)
    snapshot = look(project)
    if snapshot.submission is None or result.verdict == "error":
        return Standing("")
    try:
        with Workspace(snapshot.submission, runner, packages=packages(course)) as workspace:
            trials = CopyTrials(snapshot, workspace)
            found = standing(snapshot, result, trials, _begin(course, result.exercise))
            return _with_its_rows(found, trials, course, result) if found.is_level else found
    except (StillroomError, UnreadableDatabase, Stopped, OSError):
        return Standing("")


def _with_its_rows(found: Standing, trials: CopyTrials, course: Course, result: Result) -> Standing:
    """Return *found*, of a database with the right tables, with what is to be said of its rows."""
    here = trials.after()
    exercise = next((each for each in course if each.id == result.exercise), None)
    if here is None or exercise is None or begins_empty(exercise):
        return found
    apart = row_apart(course, exercise, here)
    if apart is None:
        return found
    row = clean(listed([f"{name} {value!r}" for name, value in apart.key]), 60)
    if apart.kind == "missing":
        gone = f"Rows with which the exercise began are not in it: {clean(apart.table)} with {row}."
        return replace(found, words=f"{found.words} {gone}")
    column = f"{clean(apart.table)}.{clean(apart.column or '')}"
    here_is, wanted = excerpts(shown(apart.found), shown(apart.expected))
    return Standing(
        f"{found.words} But {column} with {row} is {here_is} there, and the exercise leaves {wanted}. "
        f"Two ways put it right. If you have changed it yourself, change it to {wanted} again. "
        f"If your revision wrote it before you mended it, take {THE_FIRST_ONE}; this one is kept.",
        ANEW,
    )


def _begin(course: Course, exercise: str) -> Begin:
    """Return how *exercise* begins; with nothing, where the course does not have it any more."""
    return next((each.definition.begin for each in course if each.id == exercise), Begin())
