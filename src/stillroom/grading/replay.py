"""Walks the rows of an exercise on a learner's files: run, read, compare, go on."""

from collections.abc import Callable
from dataclasses import dataclass, field

from stillroom.course.course import EMPTY, Exercise, LessonStep
from stillroom.databases.base import Row, State
from stillroom.databases.expected import States
from stillroom.databases.row_changes import changes
from stillroom.diagnosis.advice import advise
from stillroom.diagnosis.context import Context, Problem
from stillroom.diagnosis.engine import diagnose
from stillroom.errors import UnreadableDatabase
from stillroom.grading.workspace import Workspace
from stillroom.results.record import Finding, Status, Step
from stillroom.sandbox.runner import Outcome, ReportedError
from stillroom.submission.intake import Submission
from stillroom.submission.revisions import RESERVED_IDS
from stillroom.util.text import clean

MOST_REVISIONS = 100


class _Failed(Exception):
    """A step failed; the problem says how."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


@dataclass
class Replay:
    """One walk through all rows: what the files and the database are, and what went wrong."""

    submission: Submission
    exercise: Exercise
    states: States
    workspace: Workspace
    state: State = field(default_factory=State)
    revision_order: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    load_trouble: Outcome | None = None
    seeded: set[str] = field(default_factory=set)
    timeline: list[tuple[str, State]] = field(default_factory=list)
    """The states that were met, each with the revision that led there."""
    watched: int = 0
    """How much of the timeline is older than the rows that must be kept."""
    problem: Problem | None = None
    kept: State = field(default_factory=State)
    """The state whose rows must still be there."""
    loaded: bool = False
    at_once: bool = False
    """Whether all revisions have been run by one command."""
    declared: State | None = None
    """What the models declare, once that step has looked."""

    def steps(self) -> list[Step]:
        """Replay every step; the ones behind a failed one are blocked."""
        return [self._step(step) for step in self.exercise.steps]

    def findings(self) -> list[Finding]:
        """Return what is to be said about the walk, which is over."""
        context = Context(
            self.submission,
            self.exercise,
            self.states,
            self.revision_order,
            self.timeline,
            self._declared,
        )
        found = diagnose(self.problem, context) if self.problem else []
        return [*found, *advise(context, passed=self.problem is None)]

    def _step(self, step: LessonStep) -> Step:
        status: Status = "passed"
        note = step.note
        if self.problem is not None:
            status, note = "blocked", "waits for the step that failed"
        else:
            try:
                _ACTIONS[step.action](self, step)
                self.kept = self.state
            except _Failed as failed:
                self.problem = failed.problem
                status, note = "failed", "see the first finding"
            except UnreadableDatabase as error:
                self.problem = Problem(
                    "unreadable", step, self.state, detail=clean(str(error), 200)
                )
                status, note = "failed", "see the first finding"
        return Step(
            step=step.step,
            command=step.command,
            effect=step.effect,
            expected=step.state,
            found="" if status == "blocked" else self._found(step),
            status=status,
            note=note,
            points=step.points if status == "passed" else 0,
            max_points=step.points,
        )

    def _found(self, step: LessonStep) -> str:
        state = self.declared if step.action == "models" and self.declared else self.state
        return self.states.words(state.schema)

    # The actions: what the grader does for a row.

    def _revision(self, step: LessonStep) -> None:
        """The state holds, and a revision is there that leads on from it."""
        self._load()
        if self.load_trouble:
            if step.state == EMPTY and self.submission.revision_files:
                return  # the file is written; that it cannot be loaded is the next row's business
            raise _Failed(self._trouble("load", step, self.load_trouble))
        while not self.states.is_state(step.state, self.state.schema):
            if not self._ahead():
                raise _Failed(Problem("state", step, self.state))
            self._forward(step)
        if not self._ahead():
            raise _Failed(Problem("no-revision", step, self.state))

    def _edit(self, step: LessonStep) -> None:
        """The files can be loaded, and that alone changes nothing."""
        self._load()
        if self.load_trouble:
            raise _Failed(self._trouble("load", step, self.load_trouble))
        self._look_again(step)

    def _upgrade(self, step: LessonStep) -> None:
        """Every revision that is left runs, one at a time; the last one reaches the state."""
        self._load()
        if self.load_trouble:
            raise _Failed(self._trouble("load", step, self.load_trouble))
        if len(self.heads) > 1:
            raise _Failed(Problem("heads", step, self.state, detail=", ".join(self.heads)))
        if not self._ahead() and not self.states.is_state(step.state, self.state.schema):
            raise _Failed(
                Problem("state" if self.revision_order else "no-revision", step, self.state)
            )
        while self._ahead():
            self._forward(step)
        self._expect(step)
        self._keep_rows(step)
        self._upgrade_at_once(step)

    def _downgrade(self, step: LessonStep) -> None:
        before = self.state
        ended = self._alembic(*step.argv)
        self._read_state()
        if ended.trouble:
            raise _Failed(self._trouble("downgrade", step, ended, before))
        if self.state.versions == before.versions and before.versions:
            raise _Failed(Problem("version", step, self.state, before))
        self.timeline.append(("downgrade", self.state))
        self._expect(step, before)
        self._keep_rows(step)

    def _look(self, step: LessonStep) -> None:
        ended = self._alembic(*step.argv)
        if ended.trouble:
            raise _Failed(self._trouble("look", step, ended))
        self._look_again(step)

    def _rest(self, step: LessonStep) -> None:
        self._finish_upgrade(step)
        self._look_again(step)

    def _models(self, step: LessonStep) -> None:
        """What the models declare is the state, by the same comparison."""
        ended = self.workspace.create_models()
        if ended.trouble:
            raise _Failed(self._trouble("models-load", step, ended))
        self.declared = self.workspace.models.read()
        if not self.states.is_state(step.state, self.declared.schema):
            raise _Failed(Problem("models", step, self.declared, self.state))

    # The parts that the actions share.

    def _load(self) -> None:
        if self.loaded:
            return
        self.loaded = True
        self._read_state()
        ended = self.workspace.run("revisions")
        order, heads = ended.answer.get("order"), ended.answer.get("heads")
        if ended.trouble or not isinstance(order, list) or not isinstance(heads, list):
            trouble = ended.trouble or ReportedError("ProcessExit", "no list of revisions")
            self.load_trouble = Outcome(trouble, {}, ended.warnings)
            return
        self.revision_order = [str(one) for one in order[:MOST_REVISIONS]]
        self.heads = [str(one) for one in heads[:MOST_REVISIONS]]
        if reserved := [one for one in self.revision_order if one in RESERVED_IDS]:
            text = f"{reserved[0]!r} is not allowed in revision identifiers"
            self.load_trouble = Outcome(ReportedError("RevisionError", text), {}, ended.warnings)

    def _ahead(self) -> list[str]:
        """The revisions that the database has not passed."""
        positions = [
            self.revision_order.index(one)
            for one in self.state.versions
            if one in self.revision_order
        ]
        return self.revision_order[max(positions) + 1 :] if positions else self.revision_order

    def _forward(self, step: LessonStep) -> None:
        """Run the next revision alone; the last one by the very command of the row."""
        before, (revision, *later) = self.state, self._ahead()
        whole = not later and step.action == "upgrade"
        ended = self._alembic("upgrade", "head" if whole else revision)
        self._read_state()
        if ended.trouble and len(self.heads) > 1:
            raise _Failed(Problem("heads", step, self.state, detail=", ".join(self.heads)))
        if ended.trouble:
            raise _Failed(self._trouble("upgrade", step, ended, before, revision))
        if revision not in self.state.versions:
            raise _Failed(Problem("version", step, self.state, before, revision=revision))
        self.timeline.append((revision, self.state))
        for name in dict.fromkeys(data.state for data in self.exercise.definition.data):
            if name not in self.seeded and self.states.is_state(name, self.state.schema):
                self._keep_rows(step)
                self._put_rows(name)

    def _upgrade_at_once(self, step: LessonStep) -> None:
        """Run the row's command on an empty database too, once: revisions meet each other there."""
        if self.at_once or len(self.revision_order) < 2:
            return
        self.at_once = True
        ended, database = self.workspace.run_on_empty(*step.argv)
        if ended.trouble:
            raise _Failed(self._trouble("upgrade", step, ended))
        if not self.states.is_state(step.state, (state := database.read()).schema):
            raise _Failed(Problem("state", step, state))

    def _finish_upgrade(self, step: LessonStep) -> None:
        """The whole command once more: at the head it has nothing left to do."""
        ended = self._alembic("upgrade", "head")
        self._read_state()
        if ended.trouble:
            raise _Failed(self._trouble("upgrade", step, ended))

    def _look_again(self, step: LessonStep) -> None:
        self._read_state()
        self._expect(step)
        self._keep_rows(step)

    def _expect(self, step: LessonStep, before: State | None = None) -> None:
        if not self.states.is_state(step.state, self.state.schema):
            raise _Failed(Problem("state", step, self.state, before))

    def _keep_rows(self, step: LessonStep) -> None:
        """Only rows that the exercise put in are anybody's business."""
        if self.seeded and (changed := changes(self.kept, self.state, self.state.schema)):
            watched = (one for one in self.timeline[self.watched :] if one[0] != "downgrade")
            revision = next((name for name, at in watched if self._harms(at)), None)
            raise _Failed(
                Problem("rows", step, self.state, self.kept, revision, rows=tuple(changed))
            )

    def _harms(self, state: State) -> bool:
        lost_table = set(self.kept.schema.tables) - set(state.schema.tables)
        return bool(lost_table or changes(self.kept, state, state.schema))

    def _put_rows(self, state: str) -> None:
        for data in self.exercise.definition.data:
            if data.state == state:
                self.workspace.database.insert(data.table, [self._filled(row) for row in data.rows])
        self.seeded.add(state)
        self._read_state()
        self.kept = self.state
        self.watched = len(self.timeline)

    def _filled(self, row: dict[str, str | int | float | bool]) -> Row:
        """A row whose ``{token}`` nobody can know who wrote the revisions."""
        token = self.submission.digest[:12]
        return {
            name: value.replace("{token}", token) if isinstance(value, str) else value
            for name, value in row.items()
        }

    def _read_state(self) -> None:
        self.state = self.workspace.database.read()

    def _alembic(self, *arguments: str) -> Outcome:
        return self.workspace.run("alembic", *arguments)

    def _declared(self) -> State | None:
        """What the models declare, for words; None where they cannot be created."""
        try:
            return None if self.workspace.create_models().trouble else self.workspace.models.read()
        except UnreadableDatabase:
            return None

    def _trouble(
        self,
        kind: str,
        step: LessonStep,
        ended: Outcome,
        before: State | None = None,
        revision: str | None = None,
    ) -> Problem:
        return Problem(
            kind, step, self.state, before, revision, trouble=ended.trouble, warnings=ended.warnings
        )


_ACTIONS: dict[str, Callable[[Replay, LessonStep], None]] = {
    "revision": Replay._revision,
    "edit": Replay._edit,
    "upgrade": Replay._upgrade,
    "downgrade": Replay._downgrade,
    "look": Replay._look,
    "rest": Replay._rest,
    "models": Replay._models,
}
