"""The results as Markdown: the table of each submission, its findings, and what to do next."""

from collections.abc import Sequence

from stillroom.reports import github
from stillroom.reports.base import About
from stillroom.results.record import Result

is_document = True


def render(results: Sequence[Result], about: About) -> str:
    """Return a section for each submission."""
    return github.summary(results)
