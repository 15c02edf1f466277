"""The class as HTML: one page with everybody, or a page for the class and one for each learner."""

from collections.abc import Mapping

from stillroom.reports.base import About
from stillroom.reports.html.class_page import one_page, paths_of, with_pages
from stillroom.reports.results import html
from stillroom.results.summary import Summary

is_document = True


def render(summary: Summary, about: About) -> str:
    """Return the page of the class, with each learner where the results are at hand."""
    return one_page(summary, about.results)


def files(summary: Summary, about: About) -> Mapping[str, bytes]:
    """Return the pages by their paths; no page of a learner names another one."""
    pages = {"index.html": with_pages(summary, about.results).encode()}
    for name, path in paths_of(summary).items():
        if name in about.results:
            pages[path] = html.render([about.results[name]], about).encode()
    return pages
