"""The pages in a browser, as files: in both themes, on a desk, on a phone, and on paper."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from stillroom.cohort.kept_class import summary_of
from stillroom.cohort.kept_results import read_kept
from stillroom.reports.base import About
from stillroom.reports.results import html
from stillroom.reports.summaries import html as summary_html
from stillroom.results.record import Result
from tests.support import records, twelve
from tests.support.browser import ALL_LOOKS, BROKEN_WORDS, accessible, watched
from tests.support.pages import class_of, shown, whole_result

pytestmark = pytest.mark.processes

PAPER = {"A4": 680, "Letter": 702}
"""What a page is wide, between margins of 15 mm, in pixels."""


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    """Open a page from its text; nothing goes wrong in it, nothing is loaded, nothing of others runs."""
    context = chromium.new_context()
    page = context.new_page()
    wrong = watched(page, "file://")
    page.on("dialog", lambda dialog: wrong.append(dialog.message))

    def open_(text: str) -> Page:
        path = tmp_path / "page.html"
        path.write_text(text, "utf-8")
        page.goto(path.as_uri())
        return page

    yield open_
    context.close()
    assert wrong == []


def kept(folder: Path) -> list[Result]:
    """Return the twelve as they are kept."""
    return read_kept(twelve.kept(folder / "kept")).results


def test_all_twelve_can_be_read_by_everybody(opened: Callable[[str], Page], tmp_path: Path) -> None:
    """One after the other, and as a class: axe finds nothing, and nothing is wider than a phone."""
    results = kept(tmp_path)
    accessible(opened(html.render(results, About())), "each", ALL_LOOKS)
    accessible(opened(summary_html.render(summary_of(results), shown(results))), "class", ALL_LOOKS)


def test_a_page_with_everything_can_be_read_by_everybody(opened: Callable[[str], Page]) -> None:
    accessible(opened(html.render([whole_result()], About(next_step="Go on."))), "one", ALL_LOOKS)


def test_everybody_can_be_searched(opened: Callable[[str], Page]) -> None:
    results = class_of()
    page = opened(summary_html.render(summary_of(results), shown(results)))
    accessible(page, "class")
    page.get_by_role("searchbox").fill("ben passed")
    assert page.locator("[data-sort] tbody tr:visible").count() == 1
    assert page.get_by_role("status").inner_text() == "1 of 6"


@pytest.mark.parametrize("paper", sorted(PAPER))
def test_no_word_is_broken_on_paper_and_on_a_screen(
    opened: Callable[[str], Page], tmp_path: Path, paper: str
) -> None:
    """However long a name without a blank is that stands beside it."""
    long = "x" * 200
    result = records.with_looks()
    steps = [
        step.model_copy(update={"found": f"{long} + constraint", "expected": "users + email + constraint"})
        for step in result.steps
    ]  # fmt: skip
    wide = result.model_copy(update={"steps": tuple(steps), "submission": long})
    results = [*kept(tmp_path), wide]
    summary = summary_of(results)
    rows = [row.model_copy(update={"hours": 30.5, "hints": (3, 2, 1)}) for row in summary.rows]
    rows[1] = rows[1].model_copy(
        update={"command": "compare app/models.py with the database", "expected": "users + email"}
    )
    findings = [
        finding.model_copy(
            update={"hours": 3.5, "hints": (3, 2, 1), "lesson": "A new column and its rows"}
        )
        for finding in summary.findings
    ]
    full = summary.model_copy(update={"rows": tuple(rows), "findings": tuple(findings)})
    for text in (
        html.render([wide], About()),
        summary_html.render(summary, shown(results)),
        summary_html.render(full, shown(results)),
    ):
        page = opened(text)
        for media, width in (("print", PAPER[paper]), ("screen", 840), ("screen", 360)):
            page.emulate_media(media=media)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")  # fmt: skip
            assert page.evaluate(BROKEN_WORDS) == [], (media, width)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
