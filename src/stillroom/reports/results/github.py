"""GitHub Actions: an annotation at the line of each finding; ``markdown`` is the step summary."""

from collections.abc import Sequence

from stillroom.reports import github
from stillroom.reports.base import About
from stillroom.results.record import Result

is_document = True


def render(results: Sequence[Result], about: About) -> str:
    """Return workflow commands, for the standard output of a step."""
    return github.annotations(results, about)
