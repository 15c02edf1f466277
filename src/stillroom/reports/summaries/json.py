"""The summary as one line of JSON: the contract ``stillroom/summary/v1``."""

from stillroom.reports.base import About
from stillroom.results.summary import Summary

is_document = True


def render(summary: Summary, about: About) -> str:
    """Return one line."""
    return summary.to_json() + "\n"
