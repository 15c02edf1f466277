"""The summary of a cohort as sentences and tables of cells, for every format that people read."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stillroom.results.counting import WORDS
from stillroom.results.summary import Entry, Summary
from stillroom.util.text import counted, duration, listed

TEACH = "What to teach again"
"""The heading of the sentences on it."""


class Table(NamedTuple):
    """A part of the summary."""

    title: str
    columns: tuple[str, ...]
    rows: list[list[str]]


def verdicts(summary: Summary) -> str:
    """Return how many submissions there are, by verdict."""
    total = counted(summary.submissions, "submission")
    words = [f"{summary.passed} passed", f"{summary.failed} not yet"]
    rest = {
        "with points by hand": summary.given,
        "not handed in": summary.not_handed_in,
        "excused": summary.excused,
        "without a verdict": summary.error,
    }
    words += [f"{number} {what}" for what, number in rest.items() if number]
    return f"{total}: {listed(words)}."


def points(summary: Summary) -> str:
    """Return the mean and the median of the points; nothing where nobody has any that count."""
    if summary.mean_points is None or summary.median_points is None:
        return ""
    return (
        f"Points of {summary.max_points}: mean {middle(summary.mean_points)}, "
        f"median {middle(summary.median_points)}."
    )


def middle(points: float) -> str:
    """Return a mean or a median in digits: with at most two decimals, and none that say nothing."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


IDENTICAL = "Submissions whose files are all the same"


def tables(
    summary: Summary, most_findings: int | None = None, most_names: int | None = None
) -> Iterator[Table]:
    """Yield the parts that have something to say, with at most so many findings and names."""
    if summary.rows:
        yield _rows(summary)
    if summary.findings:
        yield _findings(summary, most_findings)
    if summary.stuck:
        yield _stuck(summary, most_names)
    if summary.groups:
        yield _groups(summary)
    if summary.shared:
        yield _shared(summary, most_names)
    if summary.identical:
        rows = [[str(len(group)), _names(group, most_names)] for group in summary.identical]
        yield Table(IDENTICAL, ("Submissions", "Names"), rows)
    if missing := not_counted(summary):
        rows = [[entry.name, WORDS[entry.counts_as], entry.reason] for entry in missing]
        yield Table("Not counted", ("Submission", "Status", "Reason"), rows)
    yield from notes(summary)


def not_counted(summary: Summary) -> list[Entry]:
    """Return whose points do not count, one kind after the other."""
    order = list(WORDS)
    missing = [entry for entry in summary.results if not entry.has_points]
    return sorted(missing, key=lambda entry: order.index(entry.counts_as))


def notes(summary: Summary) -> Iterator[Table]:
    """Yield what there is to say of how the results came about."""
    if summary.for_everybody:
        yield Table("For everybody", ("What",), [[line] for line in summary.for_everybody])
    if changed := [
        [entry.name, " ".join(entry.by_hand)] for entry in summary.results if entry.by_hand
    ]:
        yield Table("By hand", ("Submission", "What"), changed)
    if summary.regraded:
        rows = [
            [each.submission, each.before, each.after, listed(each.because)]
            for each in summary.regraded
        ]
        columns = ("Submission", "Before", "Now", "What has changed")
        yield Table("Graded again, with another result", columns, rows)
    if summary.remarks:
        yield Table("To look at", ("Remark",), [[remark] for remark in summary.remarks])


def _rows(summary: Summary) -> Table:
    has_hours = any(row.hours is not None for row in summary.rows)
    has_hints = any(row.hints for row in summary.rows)
    rows = [
        [
            str(row.step), row.command, str(row.passed), str(row.failed), str(row.blocked),
            *([worked(row.hours)] if has_hours else []), *([hints_seen(row.hints)] if has_hints else []),
        ]
        for row in summary.rows
    ]  # fmt: skip
    columns = ("Row", "Command", "Passed", "Not yet", "Not tried")
    more = (*((WORKED,) if has_hours else ()), *((HINTS,) if has_hints else ()))
    return Table("Each row", (*columns, *more), rows)


WORKED, HAD = "Stuck for", "Had for"
MOST_HOURS = 48  # longer times are told in days


def worked(hours: float | None) -> str:
    """Return a time in words; nothing where it is not known."""
    if hours is None:
        return ""
    return duration(hours * 3600) if hours < MOST_HOURS else counted(round(hours / 24), "day")


HINTS = "Hints seen"


def hints_seen(hints: Sequence[int]) -> str:
    """Return how many have seen each hint, in words; nothing where nobody has."""
    return ", ".join(f"hint {number}: {seen}" for number, seen in enumerate(hints, 1) if seen)


def _groups(summary: Summary) -> Table:
    rows = [
        [group.name, str(group.submissions), str(group.passed), middle(group.mean_points)]
        for group in summary.groups
    ]
    return Table("Groups", ("Group", "Submissions", "Passed", "Mean"), rows)


def _findings(summary: Summary, most: int | None) -> Table:
    has_hours = any(finding.hours is not None for finding in summary.findings)
    has_hints = any(finding.hints for finding in summary.findings)
    rows = [
        [
            str(finding.submissions), finding.code, f"{finding.example}: {finding.message}",
            *([worked(finding.hours)] if has_hours else []),
            *([hints_seen(finding.hints)] if has_hints else []),
        ]
        for finding in summary.findings[:most]
    ]  # fmt: skip
    columns = ("Submissions", "Finding", "For example")
    more = (*((HAD,) if has_hours else ()), *((HINTS,) if has_hints else ()))
    return Table("The commonest findings", (*columns, *more), rows)


def _stuck(summary: Summary, most: int | None) -> Table:
    rows = [
        [str(row.step), row.command, str(len(row.submissions)), _names(row.submissions, most)]
        for row in summary.stuck
    ]
    columns = ("Row", "Command", "Submissions", "Names")
    return Table("Who is stuck at which row", columns, rows)


def _shared(summary: Summary, most: int | None) -> Table:
    rows = [
        [
            _names(shared.revisions, most),
            _names(shared.submissions, most),
            "; ".join(_names(group, most) for group in shared.identical),
        ]
        for shared in summary.shared
    ]
    columns = ("Revision ids", "Submissions", "Identical files")
    return Table("Revision ids that several submissions share", columns, rows)


def _names(names: Sequence[str], most: int | None) -> str:
    """Return at most *most* of *names*, and how many more there are."""
    more = 0 if most is None else len(names) - most
    between = "; " if any("," in name for name in names) else ", "  # "Berg, Anna" is one learner
    return between.join(names[:most]) + (f" and {more} more" if more > 0 else "")
