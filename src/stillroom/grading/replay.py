"""One replay of an exercise on a submission: where the database is, and the moves that steps make."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from stillroom.course.exercise import Exercise
from stillroom.course.fixtures import Probe
from stillroom.course.given import given_revisions
from stillroom.course.steps import LessonStep
from stillroom.databases.base import FailedStatement, Handover, RefusedRow, State, Store
from stillroom.databases.expected import States
from stillroom.databases.row_changes import RowChange
from stillroom.diagnosis.context import Context, Problem, ProblemKind
from stillroom.errors import GraderFault, UnreadableDatabase
from stillroom.grading.followed_rows import FollowedRows
from stillroom.grading.looks import look_at_probe, look_at_values
from stillroom.grading.revision_list import RevisionList, list_revisions, too_many
from stillroom.grading.unasked_rows import rows_in_new_tables
from stillroom.grading.values import Values, drawn, token_of
from stillroom.grading.who_wrote import DOWNGRADE, has_value, written_by
from stillroom.grading.workspace import Workspace
from stillroom.results.step import Look
from stillroom.sandbox.outcome import Outcome
from stillroom.submission.intake import MOST_FILES, Submission
from stillroom.submission.source_tree import fingerprint


@dataclass
class Replay:
    """The steps of one exercise on one submission, as far as they have run."""

    submission: Submission
    exercise: Exercise
    states: States
    workspace: Workspace
    state: State = field(default_factory=State)
    """The database as it was last read."""
    began: State = field(default_factory=State)
    """The database where the exercise begins."""
    before: State = field(default_factory=State)
    """The database before the step that was carried out last."""
    timeline: list[tuple[str, State]] = field(default_factory=list)
    """The states that were met, each with the revision that led there."""
    rows: FollowedRows = field(default_factory=FollowedRows)
    looks: list[Look] = field(default_factory=list)
    """What was looked at of the values, in the order of the looks."""
    declared: State | None = None
    """What the models declare, once a step has looked."""
    new_machine: Store | None = None
    """A database that was empty when all revisions ran at once; None once the other one went on."""
    listed: RevisionList | None = None
    """The revisions, once a step has loaded them."""

    @property
    def revisions(self) -> RevisionList:
        """The learner's revisions; they are loaded when a step first needs them."""
        if self.listed is None:
            self.read()
            self.listed = (
                too_many(f"more revisions than the {MOST_FILES} files that are taken")
                if self.submission.is_cut_off
                else list_revisions(self.workspace)
            )
        return self.listed

    def begin(self, metadata: Any) -> None:  # noqa: ANN401 - whatever a course author wrote
        """Put the database where the exercise begins, if that is not an empty one.

        *metadata* is that of the state that Alembic has never seen; None where there is no such state.
        """
        legacy = self.exercise.definition.begin.legacy
        if legacy is not None:
            self.workspace.begin_with(metadata)
            self.read()
            self._put_in(legacy)

    @cached_property
    def values(self) -> Values:
        """The rows of the exercise."""
        digest = self.submission.digest
        return Values(self.exercise, self.states.backend, token_of(digest), drawn(digest))

    def context(self) -> Context:
        """Return what a diagnosis of this replay works on."""
        order = list(self.listed.order) if self.listed else []
        return Context(
            self.submission, self.exercise, self.states, order, self.timeline, self._declared
        )

    def read(self) -> None:
        """Read the database; raises UnreadableDatabase."""
        self.state = self.read_from(self.workspace.database)

    def read_from(self, store: Store) -> State:
        """Return what *store* holds, as the exercise writes it; raises UnreadableDatabase."""
        state = self.values.as_written(store.read())
        return replace(state, schema=self.states.respelled(state.schema))

    def alembic(self, *arguments: str) -> Outcome:
        """Run one Alembic command on the database, and read what it left there."""
        outcome = self.workspace.run("alembic", *arguments)
        self.read()
        return outcome

    def is_at(self, name: str) -> bool:
        """Tell whether the database is exactly at the state called *name*."""
        return self.states.is_state(name, self.state.schema)

    def ahead(self) -> tuple[str, ...]:
        """Return the revisions that the database has not passed."""
        return self.revisions.ahead_of(self.state.versions)

    def first_step(self, *command: str) -> LessonStep | None:
        """Return the first step of the exercise that runs just that command of Alembic."""
        return next((step for step in self.exercise.steps if step.argv == [*command]), None)

    # The moves, each of which returns the problem that it met, or None.

    def load_problem(self, step: LessonStep) -> Problem | None:
        """Load the revisions; those that were given and are frozen are as they were."""
        failure = self.revisions.failure
        if failure:
            return self.failed("load", step, failure)
        edited = self._edited_given_revision
        return Problem("given", step, self.state, revision=edited) if edited else None

    @cached_property
    def _edited_given_revision(self) -> str | None:
        """The first frozen revision that is gone, or says something else than it was given."""
        given = given_revisions(self.exercise)
        if not given:
            return None
        history = self.context().history
        for revision, given_fingerprint in given.items():
            file = history.of(revision)
            if file is None or fingerprint(file.file) != given_fingerprint:
                return revision
        return None

    def expect(self, step: LessonStep, before: State | None = None) -> Problem | None:
        """Compare the database with the state that *step* promises; *before* is where it began."""
        if self.is_at(step.state):
            return None
        return Problem("state", step, self.state, before)

    def expect_rows(self, step: LessonStep) -> Problem | None:
        """Look whether the rows that the grader put in are all there, unchanged."""
        changed = self.rows.changes(self.state)
        if not changed:
            return None
        before = self.rows.baseline
        revision = self._harmed_by(changed[0])
        return Problem("rows", step, self.state, before, revision, rows=tuple(changed))

    def _harmed_by(self, change: RowChange) -> str | None:
        """Return the revision after which *change* was there, and stayed."""
        harmed_by = None
        for revision, state in reversed(self.timeline[self.rows.since :]):
            if revision == DOWNGRADE or not self.rows.has(change, state):
                break
            harmed_by = revision
        return harmed_by

    def look_again(self, step: LessonStep) -> Problem | None:
        """Read the database: it is at the state of *step*, and the rows are as they were."""
        self.read()
        return self.expect(step) or self.expect_rows(step)

    def expect_record(self, step: LessonStep) -> Problem | None:
        """Compare the heads of the history, and Alembic's own record, with what *step* says."""
        if step.heads is not None and len(self.revisions.heads) != step.heads:
            return self.too_many_heads(step)
        if step.version is None:
            return None
        heads = self.revisions.heads
        expected = {"head": heads, "none": ()}.get(step.version, (step.version,))
        if set(expected) == set(self.state.versions):
            return None
        return Problem("record", step, self.state, detail=step.version)

    def baseline(self, step: LessonStep) -> tuple[str, State] | Problem:
        """Return the revision that builds the state of *step* where there is nothing yet, and what it builds.

        A database that is older than Alembic is stamped with it. Otherwise return the problem: how
        the first revision failed, or what it builds instead.
        """
        first: Problem | None = None
        for revision in self.revisions.order:
            outcome, database = self.workspace.run_on_empty("upgrade", revision)
            state = self.read_from(database)
            if outcome.trouble:
                failed = self.failed("upgrade", step, outcome, revision=revision)
                return first or replace(failed, found=state)
            if self.states.is_state(step.state, state.schema):
                return revision, state
            first = first or Problem("state", step, state, revision=revision)
        return first or Problem("no-revision", step, self.state)

    def forward(self, step: LessonStep) -> Problem | None:
        """Run the next revision alone; the last one by the very command of an upgrade step."""
        before, (revision, *later) = self.state, self.ahead()
        is_last = not later and step.argv == ["upgrade", "head"]
        outcome = self.alembic("upgrade", "head" if is_last else revision)
        if outcome.trouble and len(self.revisions.heads) > 1:
            return self.too_many_heads(step)
        if outcome.trouble:
            return self.failed("upgrade", step, outcome, before, revision)
        if revision not in self.state.versions:
            return Problem("version", step, self.state, before, revision=revision)
        self.timeline.append((revision, self.state))
        return self._put_in_rows(step, revision) or self.expect_values(step, revision)

    def with_way_back(
        self, problem: Problem, before: State, handover: Handover, target: str
    ) -> Problem:
        """Return *problem* with what each downgrade() did on the way back to *target*.

        The way back is gone again, one revision at a time, on a copy of the database as it was before:
        *before* is its state.
        """
        order = self.revisions.order
        here = next((order.index(name) for name in before.versions if name in order), -1)
        last = order.index(target) if target in order else -1 if target == "base" else here - 1
        way = tuple(self._steps_back(order[max(last + 1, 0) : here + 1], handover))
        revision = order[here] if here >= 0 and here == last + 1 else problem.revision
        for undone, state in reversed(way):
            if not self._has_problem(problem, state):
                break
            revision = undone
        return replace(problem, way_back=way, revision=revision)

    def _steps_back(
        self, revisions: Sequence[str], handover: Handover
    ) -> Iterator[tuple[str, State]]:
        """Yield each of *revisions*, the last one first, with the state after its downgrade().

        It ends where one fails, or where a history with branches cannot be gone back so.
        """
        if len(revisions) < 2:
            return
        store = self.workspace.copy(handover)
        position = self.revisions.order.index(revisions[0])
        older = (
            [*self.revisions.order[:position][-1:], *revisions]
            if position
            else ["base", *revisions]
        )
        for parent, revision in reversed(list(pairwise(older))):
            outcome = self.workspace.run_on(store, "downgrade", parent)
            state = self.read_from(store)
            if outcome.trouble or set(state.versions) != ({parent} - {"base"}):
                return
            yield revision, state

    def _has_problem(self, problem: Problem, state: State) -> bool:
        """Tell whether what *problem* says of rows or values is so at *state*, too."""
        if problem.rows:
            return self.rows.has(problem.rows[0], state)
        return bool(problem.values) and has_value(problem.values[0], state)

    def too_many_heads(self, step: LessonStep) -> Problem:
        """Return the problem of a history that has several heads."""
        return Problem("heads", step, self.state, heads=self.revisions.heads)

    def failed(
        self,
        kind: ProblemKind,
        step: LessonStep,
        outcome: Outcome,
        before: State | None = None,
        revision: str | None = None,
    ) -> Problem:
        """Return the problem of a command that ended with an error."""
        trouble = outcome.trouble
        if trouble:
            trouble = replace(trouble, message=self.values.as_told(trouble.message))
        return Problem(
            kind, step, self.state, before, revision, trouble=trouble, warnings=outcome.warnings,
        )  # fmt: skip

    def expect_values(self, step: LessonStep, revision: str | None = None) -> Problem | None:
        """Compare the values of the state that was reached with those that are expected there.

        *revision* is the one that led there.
        """
        for expect in self.exercise.definition.expect:
            if self._is_judged_at(expect.state, step):
                differences = self.values.differences(expect, self.state)
                self.looks.append(look_at_values(expect, differences))
                if differences:
                    later = self.timeline[self.rows.since :]
                    revision = written_by(differences[0], self.timeline, later) or revision
                    return self.expect_rows(step) or Problem(
                        "values", step, self.state, self.rows.baseline, revision,
                        values=tuple(differences),
                    )  # fmt: skip
        for probe in self.exercise.definition.probe:
            if self._is_judged_at(probe.state, step):
                refusal = self._tried_out(probe)
                self.looks.append(look_at_probe(probe, refusal))
                if (refusal is None) != (probe.outcome == "accepted"):
                    return Problem(
                        "probe",
                        step,
                        self.state,
                        revision=revision,
                        detail=refusal or "",
                        probe=probe,
                    )
        return None

    def _tried_out(self, probe: Probe) -> str | None:
        """Return why the database refuses *probe*, or None where it does not.

        It is a statement that can be carried out at its state, so what stops it is in the rows.
        """
        try:
            return self.workspace.database.try_out(probe.statement(self.values.higher))
        except FailedStatement as error:
            if probe.outcome == "accepted":
                return str(error)
            place = self.exercise.folder / "exercise.toml"
            raise GraderFault(
                f"{place}: probe of {probe.state!r}: {probe.says} is refused by no rule: {error}"
            ) from error

    def _put_in_rows(self, step: LessonStep, revision: str) -> Problem | None:
        """Put in the rows of a state that is reached for the first time, by *revision*."""
        for name in self.values.waiting:
            if not self.is_at(name):
                continue
            if problem := self.expect_rows(step) or self._expect_empty(name, step, revision):
                return problem
            self._put_in(name)
        return None

    def _expect_empty(self, name: str, step: LessonStep, revision: str) -> Problem | None:
        """Look whether the new tables that get rows at the state *name* have none yet."""
        if step is self.exercise.steps[0] and self.exercise.given_revision_files:
            return None  # what was given may fill its tables
        older = self.rows.baseline or self.began
        changes = tuple(
            rows_in_new_tables(self.exercise.definition, name, older.schema, self.state)
        )
        return Problem("rows", step, self.state, older, revision, rows=changes) if changes else None

    def _put_in(self, name: str) -> None:
        try:
            self.values.put_in(name, self.workspace.database)
        except RefusedRow as error:
            if self._missed_before(name):
                return  # these rows may need those of a state that was passed over
            place = self.exercise.folder / "exercise.toml"
            raise GraderFault(
                f"{place}: data of {name!r}: the database refuses a row: {error}"
            ) from error
        self.read()
        self.rows = FollowedRows(self.state, self.values.released(), len(self.timeline))

    def _is_judged_at(self, name: str, step: LessonStep) -> bool:
        """Tell whether the database is at the state *name*, and came there as the steps say.

        Where a state was passed over, that is what is wrong, and not the values.
        """
        return self.is_at(name) and (name == step.state or not self._missed_before(name))

    def _missed_before(self, name: str) -> bool:
        """Tell whether rows still wait for a state that the steps name before *name*."""
        order = list(dict.fromkeys(step.state for step in self.exercise.steps))
        earlier = order[: order.index(name)] if name in order else []
        return any(waiting in earlier for waiting in self.values.waiting)

    def _declared(self) -> State | None:
        """What the models declare, for words; None where they cannot be created."""
        if self.declared is not None:
            return self.declared
        try:
            if self.workspace.create_models().trouble:
                return None
            return self.read_from(self.workspace.models)
        except UnreadableDatabase:
            return None
