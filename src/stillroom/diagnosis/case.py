"""What a diagnosis works on: the problem that the grader met, and the learner's files."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from stillroom.course import Exercise, LessonStep
from stillroom.database import State
from stillroom.history import History, line_mentioning, parse
from stillroom.result import Finding
from stillroom.rows import RowChange
from stillroom.runner import Trouble
from stillroom.states import States
from stillroom.submission import Submission

MODELS = "app/models.py"


@dataclass(frozen=True)
class Problem:
    """How a step failed: what was expected is in the step, what was found is here."""

    kind: str
    step: LessonStep
    found: State
    before: State | None = None
    revision: str | None = None
    detail: str = ""
    trouble: Trouble | None = None
    warnings: tuple[str, ...] = ()
    rows: tuple[RowChange, ...] = ()


@dataclass(frozen=True)
class Case:
    """One submission under one exercise."""

    submission: Submission
    exercise: Exercise
    states: States
    plan: list[str]
    trail: list[tuple[str, State]]
    declare: Callable[[], State | None]

    @cached_property
    def history(self) -> History:
        """The learner's revision files."""
        return History(self.submission.revision_files)

    @cached_property
    def declared(self) -> State | None:
        """What the models declare, or None where they cannot be created."""
        return self.declare()

    def model_line(self, *words: str | None) -> tuple[str, int] | None:
        """The file and line of the models that has one of *words*, the first words first."""
        models = {MODELS: self.submission.files.get(MODELS, b"")}
        others = {
            path: content
            for path, content in self.submission.files.items()
            if path.startswith("app/") and b"Base" in content
        }
        for files in (models, others):
            for word in filter(None, words):
                for path, content in files.items():
                    tree = parse(path, content).tree
                    if tree and (line := line_mentioning(tree, word)):
                        return path, line
        return (MODELS, 1) if MODELS in self.submission.files else None

    def revision_line(
        self, words: list[str | None], function: str = "upgrade"
    ) -> tuple[str, int] | None:
        """The file and line of a revision that has one of *words*; else the newest *function*."""
        known = [word for word in words if word]
        return self.history.mentioning(known, function) or self.function_line(
            self.plan[-1] if self.plan else None, function
        )

    def function_line(self, revision: str | None, function: str) -> tuple[str, int] | None:
        """The file and line of *function* in the file of *revision*."""
        file = self.history.of(revision)
        if file is None:
            return None
        node = file.function(function)
        return file.path, node.lineno if node else 1


def finding(
    code: str,
    message: str,
    hint: str,
    place: tuple[str, int] | None = None,
    *,
    advice: bool = False,
) -> Finding:
    """Return a finding whose sentences are tidy."""
    tidy = re.sub(r"\s+", " ", message).strip()
    file, line = place if place else (None, None)
    return Finding(code=code, message=tidy, hint=hint, file=file, line=line, advice=advice)
