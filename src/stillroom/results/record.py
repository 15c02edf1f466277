"""The record of one grading, and the one place where learners' text is cleaned.

The shape of the record is the contract ``stillroom/result/v1``: members may be added, never
renamed or removed.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from stillroom.util.text import clean

Line = Annotated[
    str, BeforeValidator(lambda value: clean(value) if isinstance(value, str) else value)
]
Status = Literal["passed", "failed", "blocked"]
Verdict = Literal["passed", "failed", "error"]


class Finding(BaseModel):
    """One named mistake, or one piece of advice: what is wrong, where, what to do next."""

    model_config = ConfigDict(frozen=True)

    code: str
    message: Line
    hint: Line
    file: Line | None = None
    line: int | None = None
    advice: bool = False
    """Advice costs no points and may stand in a passed result."""


class Step(BaseModel):
    """One row of the exercise's table, with the state that was really found."""

    model_config = ConfigDict(frozen=True)

    step: int
    command: Line
    effect: Line
    expected: Line
    found: Line
    status: Status
    note: Line = ""
    points: int = 0
    max_points: int = 0


class Layers(BaseModel):
    """The isolation of one grading: its tier, and the attacks that failed and succeeded on it."""

    model_config = ConfigDict(frozen=True)

    tier: str
    blocked: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


class Result(BaseModel):
    """One grading of one submission."""

    model_config = ConfigDict(frozen=True)

    schema_: Literal["stillroom/result/v1"] = Field("stillroom/result/v1", alias="schema")
    submission: Line
    exercise: str
    title: str = ""
    verdict: Verdict
    points: int
    max_points: int
    sandbox: str
    isolation: Layers
    seconds: float
    steps: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def mistakes(self) -> tuple[Finding, ...]:
        """The findings that cost points."""
        return tuple(finding for finding in self.findings if not finding.advice)

    def to_json(self) -> str:
        """Return the record as one line of JSON."""
        return self.model_dump_json(by_alias=True, ensure_ascii=False)
