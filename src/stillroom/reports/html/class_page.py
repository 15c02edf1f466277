"""The page of a class: where it stands, what it has not understood, and each learner."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from stillroom.diagrams.bars import distribution_svg, share_svg
from stillroom.reports import summary_tables
from stillroom.reports.html.page import page
from stillroom.results.record import Result
from stillroom.results.summary import Entry, StuckRow, Summary
from stillroom.util.files import readable_names

MOST_LEARNERS = 300
"""Learners of a class who are shown in full on its own page; more of them have a page each."""
MOST_LISTED = 100
"""Names that stand open in one list."""
MOST_FINDINGS, FEWEST_MORE = 10, 3
"""Findings that stand open, and how many more there must be to be folded away."""


@dataclass(frozen=True)
class Learner:
    """One submission of a class, with its result where that is at hand."""

    entry: Entry
    result: Result | None
    address: str
    """Where its result is shown; empty where it is not."""

    @property
    def group(self) -> str:
        """The group that the roster names."""
        return self.entry.about.get("group", "")


@dataclass(frozen=True)
class Place:
    """A place where learners are: a row, the end, or nowhere."""

    words: str
    learners: tuple[Learner, ...]


def one_page(summary: Summary, results: Mapping[str, Result]) -> str:
    """Return the whole class as one page; of a large class the learners are not shown in full."""
    is_whole = len(results) <= MOST_LEARNERS
    names = {entry.name: f"#learner-{number}" for number, entry in enumerate(summary.results, 1)}
    return _page(
        summary,
        results,
        lambda entry: names[entry.name] if is_whole else "",
        details="below" if is_whole else "left out",
    )


def with_pages(summary: Summary, results: Mapping[str, Result]) -> str:
    """Return the page of a class whose learners have a page each."""
    paths = paths_of(summary)
    return _page(summary, results, lambda entry: quote(paths[entry.name]), details="elsewhere")


def paths_of(summary: Summary) -> dict[str, str]:
    """Return where the page of each learner lies beside that of the class."""
    names = [entry.name for entry in summary.results if entry.status != "left-out"]
    return {name: f"learners/{file}.html" for name, file in readable_names(names).items()}


def _page(
    summary: Summary,
    results: Mapping[str, Result],
    address: Callable[[Entry], str],
    details: str,
) -> str:
    learners = [_learner(entry, results, address) for entry in summary.results]
    by_name: dict[str, Learner] = {}
    for learner in learners:
        by_name.setdefault(learner.entry.name, learner)  # what was left out stands last
    return page(
        "class",
        has_script=True,
        summary=summary,
        tables=summary_tables,
        learners=learners,
        by_name=by_name,
        places=_places(summary, by_name),
        not_counted=[
            _learner(entry, results, address) for entry in summary_tables.not_counted(summary)
        ],
        has_groups=bool(summary.groups),
        has_hours=any(row.hours is not None for row in summary.rows),
        has_hints=any(finding.hints for finding in summary.findings),
        bars=Markup(distribution_svg(summary.distribution)),  # noqa: S704 - it is escaped where it is drawn
        share=lambda row: Markup(share_svg(row.passed, row.failed, row.blocked)),  # noqa: S704 - numbers alone
        details=details if results else "",
        most_listed=MOST_LISTED,
        most_findings=MOST_FINDINGS
        if len(summary.findings) >= MOST_FINDINGS + FEWEST_MORE
        else len(summary.findings),
    )


def _learner(
    entry: Entry, results: Mapping[str, Result], address: Callable[[Entry], str]
) -> Learner:
    """Return who *entry* is; what was left out has no result, whatever its name."""
    result = None if entry.status == "left-out" else results.get(entry.name)
    return Learner(entry, result, address(entry) if result else "")


def _places(summary: Summary, learners: Mapping[str, Learner]) -> list[Place]:
    """Everybody who handed in, by where they are: those who have come far first."""
    passed = tuple(learner for learner in learners.values() if learner.entry.counts_as == "passed")
    stuck = [
        Place(_at(row), tuple(learners[name] for name in row.submissions if name in learners))
        for row in reversed(summary.stuck)
    ]
    others = [
        Place(words, tuple(learner for learner in learners.values() if is_here(learner.entry)))
        for words, is_here in _AT_NO_STEP.items()
    ]
    return [place for place in (Place("Passed", passed), *stuck, *others) if place.learners]


_AT_NO_STEP: dict[str, Callable[[Entry], bool]] = {
    "Excused at a step, and the steps behind it were not tried": (
        lambda entry: _is_at_none(entry) and bool(entry.by_hand)
    ),
    "At no step that is known": lambda entry: _is_at_none(entry) and not entry.by_hand,
    "Points by hand": lambda entry: entry.counts_as == "by-hand",
}
"""Where those are who have points, and are stuck nowhere."""


def _is_at_none(entry: Entry) -> bool:
    return entry.counts_as == "failed" and entry.stuck_at is None


def _at(row: StuckRow) -> str:
    return f"Step {row.step}: {row.command}"
