"""The summary of results that were kept, counted again without grading.

What the results do not say is taken from the summary that the last run wrote, if it can be read: what
was left out, what is odd in the roster, shared revision ids, and the parts of the lesson.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stillroom.cohort.kept_results import read_summary
from stillroom.cohort.source import Source
from stillroom.cohort.statistics import Tally
from stillroom.errors import StillroomError
from stillroom.results.record import Result
from stillroom.results.summary import Summary
from stillroom.util.text import listed


@dataclass(frozen=True)
class _Exercise:
    id: str
    title: str
    points: int


def summary_of(results: Sequence[Result], folder: Path | None = None) -> Summary:
    """Return the summary of *results*; *folder* is that of the cohort that they are from.

    Raises StillroomError where they are of several exercises.
    """
    exercises = {result.exercise for result in results}
    if len(exercises) > 1:
        raise StillroomError(
            f"the results are of several exercises, {listed(sorted(exercises))}: a class is shown at one"
        )
    first, given = results[0], Counter(result.submission for result in results)
    results = list({result.submission: result for result in results}.values())
    earlier = read_summary(folder) if folder is not None else None
    if earlier is not None and earlier.exercise != first.exercise:
        earlier = None
    lessons = {finding.code: finding.lesson for finding in earlier.findings} if earlier else {}
    tally = Tally(
        _Exercise(first.exercise, first.title, first.max_points),
        lesson_part=lambda code: lessons.get(code, ""),
    )
    sources = [
        Source(
            result.submission, Path(result.handed_in) if result.handed_in else None, result.about
        )
        for result in results
    ]
    for source, result in zip(sources, results, strict=True):
        tally.add(source, result)
    twice = [
        f"{name} is there {number} times: the last result counts."
        for name, number in given.items()
        if number > 1
    ]
    odd = earlier.of_the_roster if earlier else ()
    summary = tally.summary(sources, _left_out(earlier), twice, odd)
    shared, identical = (earlier.shared, earlier.identical) if earlier else ((), ())
    return summary.model_copy(update={"shared": shared, "identical": identical})


def _left_out(earlier: Summary | None) -> Mapping[str, str]:
    entries = earlier.results if earlier else ()
    return {entry.name: entry.reason for entry in entries if entry.status == "left-out"}
