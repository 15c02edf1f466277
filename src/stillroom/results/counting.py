"""Who counts in what: the one place that says it, for every part of every report."""

from typing import Literal

CountsAs = Literal["passed", "failed", "by-hand", "excused", "error", "not-handed-in", "left-out"]
"""What a submission is counted as: each of them as one thing.

``passed`` and ``failed`` have a verdict. ``by-hand`` has points that somebody gave, and no verdict;
``excused`` need not do the exercise. The last three have no points.
"""
WITH_VERDICT: tuple[CountsAs, ...] = ("passed", "failed")
"""Who counts in the rows, in the findings, among those who are stuck, and in what to teach again."""
WITH_POINTS: tuple[CountsAs, ...] = (*WITH_VERDICT, "by-hand")
"""Who counts in the mean, in the median, in the distribution and in the groups."""
WORDS: dict[CountsAs, str] = {
    "passed": "passed",
    "failed": "not yet",
    "by-hand": "points by hand",
    "not-handed-in": "not handed in",
    "excused": "excused",
    "error": "no verdict",
    "left-out": "left out",
}
"""What each is called; in the order in which they are told."""


def counts_as(status: CountsAs, *, is_given: bool, is_excused: bool) -> CountsAs:
    """Return what a submission is counted as.

    *status* is what became of it. *is_given* says that somebody gave it points, *is_excused* that
    somebody excused the learner.
    """
    if is_excused:
        return "excused"
    return "by-hand" if is_given and status not in WITH_VERDICT else status
