"""The record of one grading.

The shape of the record is the contract ``stillroom/result/v1``: members may be added, never
renamed or removed.
"""

from collections.abc import Sequence
from typing import Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from stillroom.errors import error_words
from stillroom.results.adjustment import Adjustment
from stillroom.results.catalogue import GRADER_FAULT, NOT_HANDED_IN, UNREADABLE, UNUSABLE_LINE
from stillroom.results.counting import WITH_POINTS, WITH_VERDICT, WORDS, CountsAs, counts_as
from stillroom.results.finding import Finding
from stillroom.results.lines import Line
from stillroom.results.provenance import NOT_RUN, NOTHING_RUN, Layers, Origin
from stillroom.results.schema_at import SchemaAt
from stillroom.results.step import Step
from stillroom.util.text import listed

Verdict = Literal["passed", "failed", "error"]
Outcome = Literal["passed", "failed", "error", "not-handed-in"]
"""What became of a submission: its verdict, or that there was nothing to judge."""


class Assignment(Protocol):
    """An exercise, as far as the record names it."""

    @property
    def id(self) -> str:
        """The id, such as ``02-add-email``."""

    @property
    def title(self) -> str:
        """The title, for people."""

    @property
    def points(self) -> int:
        """The points of an exercise that has passed."""


class Graded(BaseModel):
    """What the grader gave, where it was changed by hand."""

    model_config = ConfigDict(frozen=True)

    verdict: Verdict
    points: int
    max_points: int


class Result(BaseModel):
    """One grading of one submission."""

    model_config = ConfigDict(frozen=True)

    schema_: Literal["stillroom/result/v1"] = Field("stillroom/result/v1", alias="schema")
    submission: Line
    exercise: str
    title: str = ""
    verdict: Verdict
    points: int = Field(ge=0)
    max_points: int = Field(ge=0)
    sandbox: str
    isolation: Layers
    versions: dict[str, Line] = Field(default={})
    """What was graded with: ``python``, ``sqlalchemy``, ``alembic``, ``database``, packages of the course."""
    seconds: float
    steps: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()
    before: SchemaAt | None = None
    """Where the exercise began, or, of a failed one, the schema before the row that failed."""
    after: SchemaAt | None = None
    """The schema behind the last row that ran."""
    about: dict[Line, Line] = Field(default={})
    """In a class: the other columns of the roster, such as ``email``."""
    handed_in: Line = ""
    """In a class: the name of the folder or the file that was handed in."""
    origin: Origin | None = None
    """What a clone or a bare repository says of the commit; None where none was handed in."""
    adjustments: tuple[Adjustment, ...] = ()
    """What was changed by hand; ``verdict``, ``points``, ``steps`` and ``findings`` are as they are then."""
    graded: Graded | None = None
    """What the grader gave, where something was changed by hand."""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        """Whoever reads it relies on that: no verdict has a reason."""
        if self.verdict == "error" and not self.findings:
            raise ValueError("the verdict error has no finding that says why")
        return self

    @classmethod
    def fault(
        cls,
        submission: str,
        exercise: Assignment,
        error: Exception,
        *,
        sandbox: str = NOT_RUN,
        isolation: Layers = NOTHING_RUN,
        seconds: float = 0.0,
    ) -> "Result":
        """Return the record of a submission that *error* kept from being graded: verdict ``error``.

        It costs the learner nothing. *seconds* is the time that was spent on it.
        """
        finding = Finding(
            code=GRADER_FAULT,
            message=f"There is no verdict; this is not a mistake in the submission. {error_words(error)}",
            hint="Grade it again. If it fails again, report the sentence above.",
        )
        result = cls._without_points(submission, exercise, "error", finding)
        measured = {"sandbox": sandbox, "isolation": isolation, "seconds": seconds}
        return result.model_copy(update=measured)

    @classmethod
    def unreadable(cls, submission: str, exercise: Assignment, error: Exception) -> "Result":
        """Return the record of a submission that cannot be read, for *error*: verdict ``error``."""
        finding = Finding(
            code=UNREADABLE,
            message=f"The submission cannot be read: {str(error).rstrip('.')}.",
            hint="It has to be handed in again, as a folder or as an ordinary zip archive of the project.",
        )
        return cls._without_points(submission, exercise, "error", finding)

    @classmethod
    def unusable(cls, submission: str, exercise: Assignment, trouble: str) -> "Result":
        """Return the record of a line of a roster that cannot be used, for *trouble*: verdict ``error``."""
        finding = Finding(
            code=UNUSABLE_LINE,
            message=f"The roster cannot be used here: {trouble}.",
            hint="Mend this line of the roster, and run the same command again.",
        )
        return cls._without_points(submission, exercise, "error", finding)

    @classmethod
    def not_run(
        cls, submission: str, exercise: Assignment, steps: Sequence[Step], finding: Finding
    ) -> "Result":
        """Return the record of a submission that fails with *finding* before anything was run.

        *steps* are the rows of the exercise, as they are to be shown.
        """
        result = cls._without_points(submission, exercise, "failed", finding)
        return result.model_copy(update={"steps": tuple(steps)})

    @classmethod
    def _without_points(
        cls, submission: str, exercise: Assignment, verdict: Verdict, finding: Finding
    ) -> "Result":
        """Return a record with *finding* and no points, of a grading that ran nothing."""
        return cls(
            schema="stillroom/result/v1",
            submission=submission,
            exercise=exercise.id,
            title=exercise.title,
            verdict=verdict,
            points=0,
            max_points=exercise.points,
            sandbox=NOT_RUN,
            isolation=NOTHING_RUN,
            seconds=0.0,
            findings=(finding,),
        )

    @property
    def outcome(self) -> Outcome:
        """What became of the submission."""
        is_absent = any(finding.code in NOT_HANDED_IN for finding in self.findings)
        return "not-handed-in" if is_absent else self.verdict

    @property
    def counts_as(self) -> CountsAs:
        """What it is counted as."""
        return counts_as(self.outcome, is_given=self.is_given, is_excused=self.is_excused)

    @property
    def has_points(self) -> bool:
        """Whether its points count."""
        return self.counts_as in WITH_POINTS

    @property
    def reason(self) -> str:
        """Why it has no verdict, or none that counts; nothing where it has one."""
        excuse = next((each for each in self.adjustments if each.excuses_all), None)
        if excuse is not None:
            return excuse.words
        return "" if self.outcome in WITH_VERDICT else self.findings[0].message

    @property
    def is_given(self) -> bool:
        """Whether somebody has given the points of the whole."""
        return any(each.action == "points" and not each.what for each in self.adjustments)

    @property
    def is_excused(self) -> bool:
        """Whether somebody has excused the learner from the whole exercise."""
        return any(each.excuses_all for each in self.adjustments)

    @property
    def mistakes(self) -> tuple[Finding, ...]:
        """The findings that cost points."""
        return tuple(each for each in self.findings if not each.advice and not each.excused)

    @property
    def changes_by_hand(self) -> list[str]:
        """What the grader gave, what was changed, and comments, as lines.

        What is the same for everybody is no change of this result, and a comment changes nothing.
        """
        own = [each for each in self.adjustments if not each.is_once_for_all]
        comments = [_sentence(f"Comment: {each.words}") for each in own if each.action == "comment"]
        changes = [
            _sentence(f"Changed by hand: {each.words}") for each in own if each.action != "comment"
        ]
        given = self.graded
        if given is None or not changes:
            return comments
        if untried := self.untried:
            changes.append(_not_tried(untried))
        graded: CountsAs = self.outcome if self.outcome == "not-handed-in" else given.verdict
        points = f", {given.points} of {given.max_points} points" if graded in WITH_VERDICT else ""
        first = f"The grader gave: {WORDS[graded]}{points}."
        return [first, *changes, *comments]

    @property
    def untried(self) -> list[str]:
        """The numbers of the rows that nobody has tried because the one that failed before is excused."""
        is_open = self.counts_as == "failed" and not self.is_given
        if not is_open or any(step.status == "failed" for step in self.steps):
            return []
        numbers = (str(step.step) for step in self.steps if step.status == "blocked")
        return list(dict.fromkeys(numbers))

    @property
    def said_to_all(self) -> list[str]:
        """What holds for everybody in the class, as lines: the weights, and comments."""
        said = [each for each in self.adjustments if each.is_once_for_all]
        weights = [each.words for each in said if each.action == "weight"]
        return [
            *([f"Weights of this course: {'; '.join(weights)}."] if weights else []),
            *(each.words for each in said if each.action == "comment"),
        ]

    def to_json(self) -> str:
        """Return the record as one line of JSON."""
        return self.model_dump_json(by_alias=True, ensure_ascii=False)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _not_tried(rows: Sequence[str]) -> str:
    is_one = len(rows) == 1
    steps, was, have = ("Step", "was", "it has") if is_one else ("Steps", "were", "they have")
    return (
        f"{steps} {listed(rows)} {was} not tried, because an earlier one failed: {have} no points "
        "before the teacher gives some."
    )
