"""What a diagnosis works on: the problem that the grader met, and the learner's files."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from stillroom.course.exercise import Exercise
from stillroom.course.fixtures import Probe
from stillroom.course.steps import EMPTY, LessonStep
from stillroom.databases.base import State
from stillroom.databases.expected import States
from stillroom.databases.row_changes import RowChange
from stillroom.databases.value_differences import ValueDifference
from stillroom.diagnosis.causes import causes
from stillroom.results.finding import Finding
from stillroom.sandbox.outcome import ReportedError
from stillroom.schema.compare import Difference
from stillroom.schema.model import Schema
from stillroom.schema.words import in_words
from stillroom.submission.intake import Submission
from stillroom.submission.line_search import Word, line_in_function, line_matching, line_mentioning
from stillroom.submission.revisions import History
from stillroom.submission.source_tree import SourceFile

MODELS = "app/models.py"
_DECLARES = re.compile(rb"__tablename__|mapped_column|\b(Mapped|Column|Table)\b")
_COPY = r"""CREATE\s+TABLE\s[^(;]{0,300}?\bAS[\s"'()]+(SELECT|WITH|VALUES)\b"""


ProblemKind = Literal[
    # the learner's code raised an error: in what was under way
    "load", "upgrade", "downgrade", "look", "models-load",
    # no error was raised: what is not as expected
    "no-revision", "state", "heads", "version", "rows", "models", "values", "probe", "record", "given",
    "made-on-loading", "unreadable", "beyond-limit",
]  # fmt: skip

_NOT_OF_MODELS = ("view-missing", "trigger-missing")
Fact = tuple[str, str, str | None]

Frame = tuple[str, int] | None
"""The file and the line of the learner's own at which an error came up; None where there is none."""


def fact(difference: Difference) -> Fact:
    """Return what a difference is about, whatever the two sides say."""
    return difference.kind, difference.table, in_words(difference).name


@dataclass(frozen=True)
class Problem:
    """How a step failed: what was expected is in the step, what was found is here."""

    kind: ProblemKind
    step: LessonStep
    found: State
    before: State | None = None
    revision: str | None = None
    detail: str = ""
    trouble: ReportedError | None = None
    warnings: tuple[str, ...] = ()
    rows: tuple[RowChange, ...] = ()
    heads: tuple[str, ...] = ()
    values: tuple[ValueDifference, ...] = ()
    probe: Probe | None = None
    on_empty: bool = False
    """Whether it is met only where the database was empty at first, as on a new machine."""
    way_back: tuple[tuple[str, State], ...] = ()
    """On the way back over several revisions: each of them with the state after its downgrade()."""

    @property
    def function(self) -> str:
        """The function of a revision that the row runs."""
        return "downgrade" if self.step.action == "downgrade" else "upgrade"

    @property
    def to_base(self) -> bool:
        """Whether the row goes back behind the first revision."""
        return "base" in self.step.argv

    @property
    def is_one_back(self) -> bool:
        """Whether the row goes back over one revision, whatever that did."""
        return "-1" in self.step.argv and self.step.to is None


@dataclass(frozen=True)
class Context:
    """One submission under one exercise."""

    submission: Submission
    exercise: Exercise
    states: States
    revision_order: list[str]
    timeline: list[tuple[str, State]]
    declare: Callable[[], State | None]

    @cached_property
    def history(self) -> History:
        """The learner's revision files."""
        sources = self.submission.sources
        return History(sources[path] for path in self.submission.revision_files)

    @cached_property
    def given(self) -> History:
        """The revision files that the exercise begins with; none where its start is not at hand."""
        return History.of_files(self.exercise.given_revision_files)

    def source(self, path: str) -> SourceFile:
        """The file at *path* of the submission; an empty one where there is none."""
        return self.submission.sources.get(path) or SourceFile(path, b"", None)

    @property
    def models_file(self) -> str | None:
        """The file that Python imports for the models: a module, or that of a package; None for neither."""
        package = f"{MODELS.removesuffix('.py')}/__init__.py"
        return next((path for path in (package, MODELS) if path in self.submission.files), None)

    @cached_property
    def application(self) -> list[SourceFile]:
        """The files below ``app/``, in the order of their paths."""
        sources = self.submission.sources
        return [sources[path] for path in sorted(self.submission.files) if path.startswith("app/")]

    @cached_property
    def _places_of_models(self) -> tuple[list[SourceFile], ...]:
        """Where a model is looked for: the models, the files that may declare one, the application."""
        declaring = [
            file for file in self.application if file.tree and _DECLARES.search(file.content)
        ]
        return [self.source(MODELS)], declaring, self.application

    @cached_property
    def walk(self) -> list[tuple[str | None, State]]:
        """The way up to where the database is: each revision with the state after it.

        The first one is where the exercise begins, and has no revision. What a step back has undone is
        no part of it.
        """
        return self._walk_to(len(self.timeline))

    def _walk_to(self, end: int) -> list[tuple[str | None, State]]:
        legacy = self.exercise.definition.begin.legacy
        walk: list[tuple[str | None, State]] = [
            (None, State(self.states[legacy] if legacy else Schema()))
        ]
        for name, state in self.timeline[:end]:
            if name in self.revision_order:
                walk.append((name, state))
                continue
            while len(walk) > 1 and walk[-1][0] not in state.versions:
                walk.pop()
            walk[-1] = walk[-1][0], state
        return walk

    @cached_property
    def befores(self) -> dict[str, Schema]:
        """For each revision, the schema on the way up before it ran for the last time."""
        befores: dict[str, Schema] = {}
        for number, (name, _) in enumerate(self.timeline):
            if name in self.revision_order:
                befores[name] = self._walk_to(number)[-1][1].schema
        return befores

    @property
    def newest(self) -> str | None:
        """The revision at the end of the history, or None where there is none."""
        return next(reversed(self.revision_order), None)

    def running(self, problem: Problem) -> str | None:
        """The revision that ran when *problem* came up; where it is not known, the likely one."""
        if problem.revision is None and problem.to_base:
            return next(iter(self.revision_order), None)
        return problem.revision or self.newest

    @cached_property
    def declared(self) -> State | None:
        """What the models declare, or None where they cannot be created."""
        return self.declare()

    def text_at(self, place: tuple[str, int] | None) -> str:
        """The path and the text of a line: ``app/models.py: class User(Base):``."""
        if place is None:
            return ""
        path, line = place
        lines = self.submission.files.get(path, b"").decode("utf-8", "replace").splitlines()
        return f"{path}: {next(iter(lines[line - 1 :]), '')}"

    def model_line(self, *words: Word | None) -> tuple[str, int] | None:
        """The file and line of the models that has one of *words*, the first words first."""
        for files in self._places_of_models:
            for word in (word for word in words if word):
                for file in files:
                    if line := line_mentioning(file, word):
                        return file.path, line
        return (MODELS, 1) if MODELS in self.submission.files else None

    def revision_line(
        self, words: Sequence[Word | None], function: str = "upgrade", first: str | None = None
    ) -> tuple[str, int] | None:
        """The file and line of a revision that has one of *words*; else *function* itself.

        *first* is the revision to look at first; without it, the newest one is.
        """
        known = [word for word in words if word]
        order = [first] if first else []
        return line_in_function(self.history, known, function, order) or self.function_line(
            first or self.newest, function
        )

    def line_within(
        self, revision: str, words: Sequence[Word | None], function: str = "upgrade"
    ) -> tuple[str, int] | None:
        """The file and line of one of *words* in *revision* and nowhere else; else its function."""
        file = self.history.of(revision)
        node = file.function(function) if file else None
        for word in (word for word in words if word):
            if file and node and (line := line_mentioning(file.file, word, node)):
                return file.path, line
        return self.function_line(revision, function)

    def function_line(self, revision: str | None, function: str) -> tuple[str, int] | None:
        """The file and line of *function* in the file of *revision*."""
        file = self.history.of(revision)
        return (file.path, file.line_of_function(function)) if file else None

    def line_matching(
        self, pattern: str, revision: str | None, function: str
    ) -> tuple[str, int] | None:
        """The first line with *pattern* in *function* of *revision*; else the function's own."""
        file = self.history.of(revision)
        for line, text in enumerate(file.file.code.splitlines() if file else (), 1):
            if (
                file
                and file.line_is_in_function(line, function)
                and re.search(pattern, text, re.IGNORECASE)
            ):
                return file.path, line
        return self.function_line(revision, function)

    def copy_line(self, function: str) -> tuple[str, int] | None:
        """The file and line where a revision makes a table by CREATE TABLE ... AS."""
        copy = line_matching(self.history, _COPY, function)
        return (copy[0].path, copy[1]) if copy else None

    def idle_revisions(self) -> list[str]:
        """The revisions that changed nothing on the way up, in the order of the history."""
        before = [State(), *(state for _, state in self.timeline)]
        steps = zip(before, self.timeline, strict=False)
        return [
            name
            for old, (name, new) in steps
            if name in self.revision_order and old.schema == new.schema
        ]

    @property
    def final_state(self) -> str:
        """The name of the state that the models declare when all is right."""
        of_models = [step.state for step in self.exercise.steps if step.action == "models"]
        ups = [step.state for step in self.exercise.steps if step.action != "downgrade"]
        return (of_models or ups or [EMPTY])[-1]

    @cached_property
    def wrong_in_models(self) -> set[Fact]:
        """What the models declare in another way than the exercise expects in the end."""
        declared = self.declared.schema if self.declared else Schema()
        expected = self.states[self.final_state]
        hints, exact = self.states.backend.hints, self.states.exact
        return {fact(difference) for difference in causes(expected, declared, hints, exact)}

    def agreement(self, difference: Difference) -> str:
        """What to add to a hint about *difference*: whether the models are right, or wrong as well."""
        # Models declare no views and no triggers.
        if not {wrong for wrong in self.wrong_in_models if not wrong[0].startswith(_NOT_OF_MODELS)}:
            return f" {MODELS} is right already."
        if fact(difference) in self.wrong_in_models:
            return f" {MODELS} declares the same: mend both."
        return ""


EMPTY_AT_LAST = "is defined twice, and the last one, which counts, is empty"
HIDDEN = "It catches an error here and goes on. Let the error through: it says what is wrong."
"""What is said of a function in both directions."""


def finding(
    code: str,
    message: str,
    hint: str,
    place: tuple[str, int | None] | None = None,
    *,
    statement: str = "",
    advice: bool = False,
) -> Finding:
    """Return a finding whose sentences are tidy; *statement* is the SQL that went wrong."""
    tidy = re.sub(r"\s+", " ", message).strip()
    tidy = re.sub(r"(?<!\.)([.?!…])\.(?=\s|$)", r"\1", tidy)
    file, line = place if place else (None, None)
    return Finding(
        code=code, message=tidy, hint=hint, file=file, line=line, statement=statement, advice=advice
    )
