"""Both pages in a browser: as a file, in light on a desk and in dark on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from stillroom.cohort.kept_class import summary_of
from stillroom.reports.base import About
from stillroom.reports.results import html
from stillroom.reports.summaries import html as summary_html
from tests.support.browser import accessible, watched
from tests.support.pages import class_of, shown, whole_result


@pytest.mark.processes
def test_both_pages_can_be_used_by_everybody(chromium: Browser, tmp_path: Path) -> None:
    """Axe finds nothing, nothing is wider than a phone, nothing is loaded, and no text of others runs."""
    results = class_of()
    one, everybody = tmp_path / "one.html", tmp_path / "class.html"
    one.write_text(html.render([whole_result()], About()), "utf-8")
    everybody.write_text(summary_html.render(summary_of(results), shown(results)), "utf-8")
    context = chromium.new_context()
    try:
        page = context.new_page()
        wrong = watched(page, "file://")
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        for path in (one, everybody):
            page.goto(path.as_uri())
            accessible(page, path.name)
        page.get_by_role("searchbox").fill("ben passed")
        assert page.locator("[data-sort] tbody tr:visible").count() == 1
        assert page.get_by_role("status").inner_text() == "1 of 6"
        assert wrong == []
    finally:
        context.close()
