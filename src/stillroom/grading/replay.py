"""One replay of an exercise on a submission: where the database is, and the moves that steps make."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stillroom.course.exercise import Exercise
from stillroom.course.steps import LessonStep
from stillroom.databases.base import Row, State
from stillroom.databases.expected import States
from stillroom.databases.row_changes import RowChange, changes
from stillroom.diagnosis.context import Context, Problem
from stillroom.errors import UnreadableDatabase
from stillroom.grading.history import RevisionList, list_revisions
from stillroom.grading.workspace import Workspace
from stillroom.sandbox.outcome import Outcome
from stillroom.submission.intake import Submission

DOWNGRADE = "downgrade"
"""What stands in the timeline for a step back, in the place of a revision."""


@dataclass
class FollowedRows:
    """The rows that the grader put in: every later step must leave them as they are."""

    baseline: State = field(default_factory=State)
    """The state after the last step that passed, or after rows were put in."""
    seeded: set[str] = field(default_factory=set)
    """The names of the states whose rows were put in."""
    since: int = 0
    """How many states of the timeline are older than the rows."""

    def changes(self, state: State) -> list[RowChange]:
        """Return what happened to them on the way to *state*; nothing before any were put in."""
        return changes(self.baseline, state, state.schema) if self.seeded else []

    def are_harmed(self, state: State) -> bool:
        """Tell whether they are not all in *state* as they were."""
        lost_tables = set(self.baseline.schema.tables) - set(state.schema.tables)
        return bool(lost_tables or changes(self.baseline, state, state.schema))


@dataclass
class Replay:
    """The steps of one exercise on one submission, as far as they have run."""

    submission: Submission
    exercise: Exercise
    states: States
    workspace: Workspace
    state: State = field(default_factory=State)
    """The database as it was last read."""
    timeline: list[tuple[str, State]] = field(default_factory=list)
    """The states that were met, each with the revision that led there."""
    rows: FollowedRows = field(default_factory=FollowedRows)
    declared: State | None = None
    """What the models declare, once a step has looked."""
    listed: RevisionList | None = None
    """The revisions, once a step has loaded them."""

    @property
    def revisions(self) -> RevisionList:
        """The learner's revisions; they are loaded when a step first needs them."""
        if self.listed is None:
            self.read()
            self.listed = list_revisions(self.workspace)
        return self.listed

    def context(self) -> Context:
        """Return what a diagnosis of this replay works on."""
        order = list(self.listed.order) if self.listed else []
        return Context(
            self.submission, self.exercise, self.states, order, self.timeline, self._declared
        )

    def read(self) -> None:
        """Read the database; raises UnreadableDatabase."""
        self.state = self.workspace.database.read()

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

    def first_step(self, action: str) -> LessonStep | None:
        """Return the first step of the exercise with that *action*."""
        return next((step for step in self.exercise.steps if step.action == action), None)

    # The moves, each of which returns the problem that it met, or None.

    def load_problem(self, step: LessonStep) -> Problem | None:
        """Load the revisions."""
        failure = self.revisions.failure
        return self.failed("load", step, failure) if failure else None

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
        later = (visit for visit in self.timeline[self.rows.since :] if visit[0] != DOWNGRADE)
        revision = next((name for name, state in later if self.rows.are_harmed(state)), None)
        before = self.rows.baseline
        return Problem("rows", step, self.state, before, revision, rows=tuple(changed))

    def look_again(self, step: LessonStep) -> Problem | None:
        """Read the database: it is at the state of *step*, and the rows are as they were."""
        self.read()
        return self.expect(step) or self.expect_rows(step)

    def forward(self, step: LessonStep) -> Problem | None:
        """Run the next revision alone; the last one by the very command of an upgrade step."""
        before, (revision, *later) = self.state, self.ahead()
        is_last = not later and step.action == "upgrade"
        outcome = self.alembic("upgrade", "head" if is_last else revision)
        if outcome.trouble and len(self.revisions.heads) > 1:
            return self.too_many_heads(step)
        if outcome.trouble:
            return self.failed("upgrade", step, outcome, before, revision)
        if revision not in self.state.versions:
            return Problem("version", step, self.state, before, revision=revision)
        self.timeline.append((revision, self.state))
        return self._put_in_rows(step)

    def too_many_heads(self, step: LessonStep) -> Problem:
        """Return the problem of a history that has several heads."""
        return Problem("heads", step, self.state, heads=self.revisions.heads)

    def failed(
        self,
        kind: str,
        step: LessonStep,
        outcome: Outcome,
        before: State | None = None,
        revision: str | None = None,
    ) -> Problem:
        """Return the problem of a command that ended with an error."""
        return Problem(
            kind, step, self.state, before, revision,
            trouble=outcome.trouble, warnings=outcome.warnings,
        )  # fmt: skip

    def _put_in_rows(self, step: LessonStep) -> Problem | None:
        """Put in the rows of a state that is reached for the first time."""
        fixtures = self.exercise.definition.data
        for name in dict.fromkeys(data.state for data in fixtures):
            if name in self.rows.seeded or not self.is_at(name):
                continue
            if problem := self.expect_rows(step):
                return problem
            for data in fixtures:
                if data.state == name:
                    rows = [self._with_token(row) for row in data.rows]
                    self.workspace.database.insert(data.table, rows)
            self.read()
            seeded = self.rows.seeded | {name}
            self.rows = FollowedRows(self.state, seeded, len(self.timeline))
        return None

    def _with_token(self, row: Mapping[str, str | int | float | bool]) -> Row:
        """A row whose ``{token}`` nobody can know who wrote the revisions."""
        token = self.submission.digest[:12]
        return {
            column: value.replace("{token}", token) if isinstance(value, str) else value
            for column, value in row.items()
        }

    def _declared(self) -> State | None:
        """What the models declare, for words; None where they cannot be created."""
        try:
            return None if self.workspace.create_models().trouble else self.workspace.models.read()
        except UnreadableDatabase:
            return None
