"""A learner's revisions one by one, in an isolated copy: what each sends, and what it makes.

The statements are the words of a learner's code and prove nothing; the schema after each command
is read by the parent, as in every grading.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from stillroom.course.course import Course
from stillroom.databases.base import State
from stillroom.databases.expected import states
from stillroom.diagnosis.context import Context, Problem, ProblemKind
from stillroom.diagnosis.engine import diagnose
from stillroom.errors import UnreadableDatabase
from stillroom.grading.packages import packages
from stillroom.grading.revision_list import list_revisions
from stillroom.grading.workspace import Workspace
from stillroom.project.snapshot import revisions
from stillroom.results.finding import Finding
from stillroom.sandbox.outcome import Outcome
from stillroom.sandbox.runner import Runner
from stillroom.schema.model import Schema
from stillroom.submission.intake import Submission, take_in
from stillroom.util.text import clean, indented

MOST_STATEMENTS = 100  # of one command
MOST_LINES = 200  # of one statement


@dataclass(frozen=True)
class Stage:
    """One command, and what the database is after it."""

    command: str
    revision: str | None
    """The revision that was run or undone; None where the files could not be loaded."""
    message: str
    statements: tuple[str, ...]
    """The SQL that the revision sent, without Alembic's own; each may have several lines."""
    schema: Schema
    """The schema after it."""
    trouble: Finding | None = None
    """What went wrong; no stage follows then."""
    versions: tuple[str, ...] = ()
    before: Schema = field(default_factory=Schema)
    """The schema before it."""
    state: str = ""
    """The state after it, in words."""


def trace(project: Path, course: Course, runner: Runner, *, back: bool = False) -> list[Stage]:
    """Run the revisions of *project* one by one on a copy; with *back*, undo them one by one too.

    Stops behind the first command that goes wrong. Raises StillroomError where there is no project,
    and GraderFault for a fault of the grader.
    """
    return traced(take_in(project), course, runner, back=back)


def traced(
    submission: Submission, course: Course, runner: Runner, *, back: bool = False
) -> list[Stage]:
    """Do as ``trace`` with the files of *submission*."""
    with Workspace(submission, runner, packages=packages(course)) as workspace:
        return list(_Trace(submission, course, workspace).stages(back))


class _Trace:
    """One trace under way."""

    def __init__(self, submission: Submission, course: Course, workspace: Workspace) -> None:
        self.submission, self.workspace = submission, workspace
        self.exercise = course.exercises[-1]
        self.states = states(course, self.exercise)
        self.step = next(
            (step for exercise in course for step in exercise.steps if step.action == "upgrade"),
            self.exercise.steps[0],
        )
        files = revisions(submission.revision_files)
        self.messages = {file.id: file.message for file in files if file.id}
        self.revision_order: list[str] = []
        self.timeline: list[tuple[str, State]] = []
        self.state = State()

    def stages(self, back: bool) -> Iterator[Stage]:
        listed = list_revisions(self.workspace)
        if listed.failure:
            finding = self._finding("load", listed.failure, None, self.state)
            yield Stage("alembic upgrade head", None, "", (), Schema(), finding, state="empty")
            return
        self.revision_order = list(listed.order)
        for revision in self.revision_order:
            stage = self._run("upgrade", revision, revision)
            yield stage
            if stage.trouble:
                return
        for revision in reversed(self.revision_order) if back else ():
            stage = self._run("downgrade", "-1", revision)
            yield stage
            if stage.trouble:
                return

    def _run(self, what: Literal["upgrade", "downgrade"], argument: str, revision: str) -> Stage:
        before = self.state
        ended = self.workspace.run("traced", what, argument)
        finding = None
        try:
            self.state = self.workspace.database.read()
        except UnreadableDatabase as error:
            finding = _unreadable(error)
        if ended.trouble:
            finding = self._finding(what, ended, revision, before)
        self.timeline.append((revision if what == "upgrade" else what, self.state))
        return Stage(
            command=clean(f"alembic {what} {argument}"),
            revision=clean(revision, 60),
            message=self.messages.get(clean(revision, 60), ""),
            statements=_statements(ended),
            schema=self.state.schema,
            trouble=finding,
            versions=tuple(clean(version, 60) for version in self.state.versions),
            before=before.schema,
            state=clean(self.states.words(self.state.schema), 300),
        )

    def _finding(
        self, kind: ProblemKind, ended: Outcome, revision: str | None, before: State
    ) -> Finding:
        """The finding that a grading would have for this error."""
        context = Context(
            self.submission,
            self.exercise,
            self.states,
            self.revision_order,
            self.timeline,
            lambda: None,
        )
        problem = Problem(
            kind, self.step, self.state, before, revision,
            trouble=ended.trouble, warnings=ended.warnings,
        )  # fmt: skip
        return diagnose(problem, context)[0]


def _unreadable(error: UnreadableDatabase) -> Finding:
    message = f"The database cannot be read after this command: {clean(str(error), 200)}."
    return Finding(
        code="database-unreadable", message=message, hint="Look at what this revision runs."
    )


def _statements(ended: Outcome) -> tuple[str, ...]:
    """What the worker says was sent: words of a stranger's code, cut and cleaned line by line."""
    reported = ended.answer.get("statements")
    listed = reported[:MOST_STATEMENTS] if isinstance(reported, list) else []
    sent = [str(statement) for statement in listed]
    if not sent and ended.trouble and ended.trouble.statement:
        sent = [ended.trouble.statement]
    return tuple(
        "\n".join(
            indented(line) for line in statement.strip().splitlines()[:MOST_LINES] if line.strip()
        )
        for statement in sent
    )
