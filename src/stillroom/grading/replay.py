"""One replay of an exercise on a submission: where the database is, and what has led there."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from stillroom.course.exercise import Exercise
from stillroom.course.given import given_revisions
from stillroom.course.steps import LessonStep
from stillroom.databases.base import State, Store
from stillroom.databases.expected import States
from stillroom.diagnosis.context import Context, Problem, ProblemKind
from stillroom.errors import UnreadableDatabase
from stillroom.grading.followed_rows import FollowedRows
from stillroom.grading.known_way import KnownWay
from stillroom.grading.revision_list import RevisionList, list_revisions, too_many
from stillroom.grading.values import Values, drawn, token_of
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
    known_way: KnownWay = field(default_factory=KnownWay)
    """What is known of the revisions before the learner's own work."""
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

    @cached_property
    def values(self) -> Values:
        """The rows of the exercise."""
        digest = self.submission.digest
        return Values(self.exercise, self.states.backend, token_of(digest), drawn(digest))

    @cached_property
    def edited_given_revision(self) -> str | None:
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
        return self.as_expected(store.read())

    def as_expected(self, state: State) -> State:
        """Return *state* as the exercise writes it."""
        state = self.values.as_written(state)
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
