"""A learner's revisions one by one, in an isolated copy: what each sends, and what it makes.

The statements are the words of a learner's code and prove nothing; the schema after each command
is read by the parent, as in every grading.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stillroom.course.course import Course
from stillroom.databases.base import State
from stillroom.databases.expected import states
from stillroom.diagnosis.context import Context, Problem
from stillroom.diagnosis.engine import diagnose
from stillroom.errors import StillroomError, UnreadableDatabase
from stillroom.grading.history import MOST_REVISIONS
from stillroom.grading.workspace import Workspace
from stillroom.project.recheck import trouble_words
from stillroom.project.snapshot import look, revisions
from stillroom.results.record import Finding
from stillroom.sandbox.runner import Outcome, ReportedError, Runner
from stillroom.schema.model import Schema
from stillroom.submission.intake import Submission, take_in
from stillroom.util.text import clean, indented, listed, nearest

MOST_STATEMENTS = 100  # of one command
MOST_LINES = 200  # of one statement
SHORTEST_ID = 2  # characters of an id that is not written out
PLACES = ("base", "head", "models", "database")
_OWN = ("BEGIN", "PRAGMA", "SELECT alembic_version", "CREATE TABLE alembic_version")
"""How statements begin that are Alembic's own housekeeping."""


@dataclass(frozen=True)
class Stage:
    """One command, and what the database is after it."""

    command: str
    revision: str | None
    """The revision that was run or undone; None where the files could not be loaded."""
    message: str
    statements: tuple[str, ...]
    """The SQL that it sent, without Alembic's own housekeeping; each may have several lines."""
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
    return _traced(take_in(project), course, runner, back)


def _traced(submission: Submission, course: Course, runner: Runner, back: bool) -> list[Stage]:
    with Workspace(submission, runner) as workspace:
        return list(_Trace(submission, course, workspace).stages(back))


class _Trace:
    """One trace under way."""

    def __init__(self, submission: Submission, course: Course, workspace: Workspace) -> None:
        self.submission, self.workspace = submission, workspace
        self.exercise = course.exercises[-1]
        self.states = states(course, self.exercise)
        self.step = next(
            (step for one in course for step in one.steps if step.action == "upgrade"),
            self.exercise.steps[0],
        )
        files = revisions(submission.revision_files)
        self.messages = {one.id: one.message for one in files if one.id}
        self.revision_order: list[str] = []
        self.timeline: list[tuple[str, State]] = []
        self.state = State()

    def stages(self, back: bool) -> Iterator[Stage]:
        ended = self.workspace.run("revisions")
        order = ended.answer.get("order")
        if ended.trouble or not isinstance(order, list):
            trouble = ended.trouble or ReportedError("ProcessExit", "no list of revisions")
            finding = self._finding("load", Outcome(trouble, {}, ended.warnings), None, self.state)
            yield Stage("alembic upgrade head", None, "", (), Schema(), finding, state="empty")
            return
        self.revision_order = [str(one) for one in order[:MOST_REVISIONS]]
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

    def _run(self, what: str, argument: str, revision: str) -> Stage:
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
            versions=tuple(clean(one, 60) for one in self.state.versions),
            before=before.schema,
            state=clean(self.states.words(self.state.schema), 300),
        )

    def _finding(self, kind: str, ended: Outcome, revision: str | None, before: State) -> Finding:
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
    """What the child says was sent: a stranger's words, cut and cleaned line by line."""
    said = ended.answer.get("statements")
    sent = [str(one) for one in said[:MOST_STATEMENTS]] if isinstance(said, list) else []
    if not sent and ended.trouble and ended.trouble.statement:
        sent = [ended.trouble.statement]
    kept = [one for one in sent if not one.lstrip().startswith(_OWN)]
    return tuple(
        "\n".join(indented(line) for line in one.strip().splitlines()[:MOST_LINES] if line.strip())
        for one in kept
    )


# ---------------------------------------------------------------------------- one place in the history


@dataclass(frozen=True)
class At:
    """The schema at one place: a revision, ``base``, ``head``, the models, or the own database."""

    name: str
    title: str
    schema: Schema
    trouble: str | None = None
    """Why the schema is not known, or not reached; the last one that was is given."""


def explore(project: Path, names: Sequence[str], course: Course, runner: Runner) -> list[At]:
    """Return the schema at each of *names*.

    Raises StillroomError for a name that is no place in the history of *project*.
    """
    submission = take_in(project)
    asked = [one for one in names if one not in ("models", "database", "base")]
    stages = _traced(submission, course, runner, False) if asked else []
    known = [one.revision for one in stages if one.revision]
    known += [
        one.id for one in revisions(submission.revision_files) if one.id and one.id not in known
    ]
    return [_at(name, project, submission, runner, stages, known) for name in names]


def _at(
    name: str,
    project: Path,
    submission: Submission,
    runner: Runner,
    stages: Sequence[Stage],
    known: Sequence[str],
) -> At:
    if name == "base":
        return At("base", "base: before the first revision", Schema())
    if name == "models":
        return _models(submission, runner)
    if name == "database":
        seen = look(project)
        return At(
            name,
            f"database: {seen.database}",
            seen.schema or Schema(),
            _why(seen.trouble, seen.busy),
        )
    trouble = stages[-1].trouble if stages else None
    words = f"{trouble.message}" if trouble else None
    if name == "head":
        if not stages:
            return At("head", "head: there is no revision yet", Schema())
        last = stages[-1]
        return At(
            "head",
            f"head: {last.revision or 'not reached'} {last.message}".rstrip(),
            last.schema,
            words,
        )
    revision = _meant(name, known)
    stage = next((one for one in stages if one.revision == revision), None)
    if stage is None:
        return At(
            revision,
            revision,
            stages[-1].schema if stages else Schema(),
            words or "It cannot be reached.",
        )
    said = stage.trouble.message if stage.trouble else None
    return At(revision, f"{revision} {stage.message}".rstrip(), stage.schema, said)


def _why(trouble: str | None, busy: bool) -> str | None:
    return "A command is at work on it." if busy else trouble


def _meant(name: str, known: Sequence[str]) -> str:
    """The revision that *name* is, or is the beginning of."""
    if name in known:
        return name
    begun = [one for one in known if one.startswith(name) and len(name) >= SHORTEST_ID]
    if len(begun) == 1:
        return begun[0]
    shown = clean(name, 60)
    if begun:
        raise StillroomError(f"{shown!r} is the beginning of {listed(begun)}; write more of it")
    near = nearest(name, [*known, *PLACES])
    meant = f"did you mean {near}?" if near else f"there are {listed([*known, *PLACES])}"
    raise StillroomError(f"no revision is called {shown!r}: {meant}")


def _models(submission: Submission, runner: Runner) -> At:
    with Workspace(submission, runner) as workspace:
        ended = workspace.create_models()
        title = "models: what app/models.py declares"
        if ended.trouble:
            why = f"The models cannot be loaded: {trouble_words(ended.trouble)}."
            return At("models", title, Schema(), why)
        try:
            return At("models", title, workspace.models.read().schema)
        except UnreadableDatabase as error:
            return At("models", title, Schema(), f"They cannot be read: {clean(str(error), 200)}.")
