"""The summary of results that were kept, counted again without grading.

What the results do not say is taken from the summary that the last run wrote, if it can be read: what
was left out, shared revision ids, and the parts of the lesson.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from stillroom.cohort.source import Source
from stillroom.cohort.statistics import Tally
from stillroom.errors import StillroomError
from stillroom.results.record import Result
from stillroom.results.summary import Summary
from stillroom.util.text import listed

FILE = "summary.json"


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
    first = results[0]
    earlier = _earlier(folder, first.exercise) if folder is not None else None
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
    summary = tally.summary(sources, _left_out(earlier))
    return summary.model_copy(update={"shared": earlier.shared if earlier else ()})


def _earlier(folder: Path, exercise: str) -> Summary | None:
    """Return the summary that the last run wrote; None where it cannot be read, or is of another exercise."""
    try:
        earlier = Summary.model_validate_json((folder / FILE).read_bytes())
    except (OSError, ValidationError):
        return None
    return earlier if earlier.exercise == exercise else None


def _left_out(earlier: Summary | None) -> Mapping[str, str]:
    entries = earlier.results if earlier else ()
    return {entry.name: entry.reason for entry in entries if entry.status == "left-out"}
