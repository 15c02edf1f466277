"""One page of HTML that can be sent by mail and printed: for one learner, or for several results."""

from collections.abc import Sequence

from stillroom.reports.base import About
from stillroom.reports.html.page import page
from stillroom.reports.words import graded_with
from stillroom.results.record import Result

is_document = True


def render(results: Sequence[Result], about: About) -> str:
    """Return the page of *results*, in the order given."""
    versions = graded_with(results[0]) if results else ""
    return page("results", results=results, next_step=about.next_step, graded_with=versions)
