"""The record of a cohort at one exercise: the contract ``stillroom/summary/v1``."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from stillroom.results.counting import WITH_POINTS, CountsAs, counts_as
from stillroom.results.lines import Line
from stillroom.results.record import Verdict


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True)


EntryStatus = Literal["passed", "failed", "error", "not-handed-in", "left-out"]


class Entry(_Data):
    """One submission in a line."""

    name: Line
    verdict: Verdict
    points: int
    max_points: int
    stuck_at: int | None
    """The number of the row that failed."""
    findings: tuple[str, ...]
    result: str
    """The result file, as seen from the folder of results."""
    about: dict[Line, Line] = {}
    """The other columns of the roster."""
    status: EntryStatus
    """What became of it; the last three have no points and a reason."""
    reason: Line = ""
    """Why it has no points that count."""
    handed_in: Line = ""
    """The name of the folder or the file that was handed in."""
    by_hand: tuple[Line, ...] = ()
    """What the grader gave and what was changed by hand, as lines; none where nothing was changed."""
    given: bool = False
    """Whether somebody has given its points."""
    excused: bool = False
    """Whether somebody has excused the learner from the exercise."""
    untried: tuple[Line, ...] = ()
    """The rows that were not tried because the one that failed before them is excused."""

    @property
    def counts_as(self) -> CountsAs:
        """What it is counted as."""
        return counts_as(self.status, is_given=self.given, is_excused=self.excused)

    @property
    def has_points(self) -> bool:
        """Whether its points count."""
        return self.counts_as in WITH_POINTS

    def cells(self) -> tuple[str | int | None, ...]:
        """Return the line of a table: all but the columns of the roster; no verdict is no zero."""
        points = self.points if self.has_points else None
        codes = " ".join(self.findings)
        verdict = "" if self.status in ("not-handed-in", "left-out") else self.verdict
        return (
            self.name, verdict, points, self.max_points, self.stuck_at, codes, self.result,
            self.status, self.reason, " ".join(self.by_hand), self.counts_as,
        )  # fmt: skip


class CommonFinding(_Data):
    """A finding, how many submissions have it, and one of them."""

    code: str
    submissions: int
    example: Line
    message: Line
    section: str = ""
    """What it is about: the heading of docs/findings.md."""
    lesson: Line = ""
    """The part of the lesson that explains it."""
    hours: float | None = None
    """The median time of those who have it, from the first attempt to the last; None where no
    history was handed in."""
    hints: tuple[int, ...] = ()
    """How many of those who have it have seen the first hint, the second one, and so on."""


class StuckRow(_Data):
    """A row of the exercise, and the submissions that come as far as this one."""

    step: int
    command: Line
    submissions: tuple[Line, ...]


class RowCount(_Data):
    """A row of the exercise, over all submissions that have a verdict."""

    step: int
    command: Line
    expected: Line
    max_points: int
    passed: int
    failed: int
    blocked: int
    hours: float | None = None
    """The median time of those who are stuck here, as of a finding."""
    hints: tuple[int, ...] = ()
    """How many of those who are stuck here have seen each hint."""


class GroupCount(_Data):
    """A group of the roster: those who have a verdict, those who have passed, and their mean."""

    name: Line
    submissions: int
    passed: int
    mean_points: float


class SharedRevision(_Data):
    """Submissions that share revision ids that none of them got from the course."""

    revisions: tuple[Line, ...]
    submissions: tuple[Line, ...]
    identical: tuple[tuple[Line, ...], ...]
    """Those among them whose graded files are all the same."""


class Regraded(_Data):
    """A submission whose result changed when it was graded again."""

    submission: Line
    before: Line
    after: Line
    because: tuple[Line, ...]
    """What was another one than before."""


class NoVerdict(_Data):
    """A submission that could not be graded, and why."""

    submission: Line
    reason: Line


class Summary(_Data):
    """A cohort at one exercise."""

    schema_: Literal["stillroom/summary/v1"] = Field("stillroom/summary/v1", alias="schema")
    exercise: str
    title: str
    submissions: int
    passed: int
    failed: int
    error: int
    max_points: int
    mean_points: float | None
    """Of the submissions whose points count: those with a verdict, and those with points by hand."""
    median_points: float | None
    findings: tuple[CommonFinding, ...]
    """The commonest first."""
    stuck: tuple[StuckRow, ...]
    shared: tuple[SharedRevision, ...]
    no_verdict: tuple[NoVerdict, ...]
    results: tuple[Entry, ...]
    not_handed_in: int = 0
    excused: int = 0
    given: int = 0
    """Those who have points by hand and no verdict. With ``passed``, ``failed``, ``error``,
    ``not_handed_in`` and ``excused`` these are all ``submissions``."""
    left_out: int = 0
    """What lay beside the submissions; ``submissions`` does not count it."""
    regraded: tuple[Regraded, ...] = ()
    identical: tuple[tuple[Line, ...], ...] = ()
    """Submissions whose graded files are all the same, with a revision that the start does not have."""
    for_everybody: tuple[Line, ...] = ()
    """What ``adjust.csv`` says to everybody: the weights of the rows, and comments."""
    remarks: tuple[Line, ...] = ()
    """What a teacher should know of the summary itself, such as a line of ``adjust.csv`` for nobody."""
    of_the_roster: tuple[Line, ...] = ()
    """Those of the remarks that are about the roster and the names of what was handed in: a report has neither."""
    rows: tuple[RowCount, ...] = ()
    groups: tuple[GroupCount, ...] = ()
    distribution: tuple[int, ...] = ()
    """How many have no point, one point, and so on, up to all points; empty where there are too many."""
    teach: tuple[Line, ...] = ()
    """What to teach again, in at most three sentences."""

    def to_json(self) -> str:
        """Return the summary as one line of JSON."""
        return self.model_dump_json(by_alias=True, ensure_ascii=False)
