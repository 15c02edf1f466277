"""The summary of a cohort as sentences and tables of cells, for every face that people read."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stillroom.results.summary import Summary
from stillroom.util.text import counted, listed


class Table(NamedTuple):
    """A part of the summary."""

    title: str
    columns: tuple[str, ...]
    rows: list[list[str]]


def verdicts(summary: Summary) -> str:
    """Return how many submissions there are, by verdict."""
    total = counted(summary.submissions, "submission")
    words = [f"{summary.passed} passed", f"{summary.failed} not yet"]
    words += [f"{summary.error} without a verdict"] if summary.error else []
    return f"{total}: {listed(words)}."


def points(summary: Summary) -> str:
    """Return the mean and the median of the points; nothing where no submission has a verdict."""
    if summary.mean_points is None or summary.median_points is None:
        return ""
    return (
        f"Points of {summary.max_points}: mean {summary.mean_points:g}, "
        f"median {summary.median_points:g}."
    )


def tables(
    summary: Summary, most_findings: int | None = None, most_names: int | None = None
) -> Iterator[Table]:
    """Yield the parts that have something to say, with at most so many findings and names."""

    def names(submissions: Sequence[str]) -> str:
        more = len(submissions) - (len(submissions) if most_names is None else most_names)
        return ", ".join(submissions[:most_names]) + (f" and {more} more" if more > 0 else "")

    if summary.findings:
        rows = [
            [str(finding.submissions), finding.code, f"{finding.example}: {finding.message}"]
            for finding in summary.findings[:most_findings]
        ]
        yield Table("The commonest findings", ("Submissions", "Finding", "For example"), rows)
    if summary.stuck:
        rows = [
            [str(row.step), row.command, str(len(row.submissions)), names(row.submissions)]
            for row in summary.stuck
        ]
        titles = ("Row", "Command", "Submissions", "Names")
        yield Table("Who is stuck at which row", titles, rows)
    if summary.shared:
        rows = [
            [
                names(shared.revisions),
                names(shared.submissions),
                "; ".join(map(names, shared.identical)),
            ]
            for shared in summary.shared
        ]
        columns = ("Revision ids", "Submissions", "Identical files")
        yield Table("Revision ids that several submissions share", columns, rows)
    if summary.no_verdict:
        rows = [[missing.submission, missing.reason] for missing in summary.no_verdict]
        yield Table("Without a verdict", ("Submission", "Reason"), rows)
