"""The drawers beside the screen where answers come late, in another order, or not at all."""

import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from stillroom.project.progress import Progress
from stillroom.project.progress_file import save_progress
from tests.support.browser import MOST_TURNS, Visit, visiting, visiting_served
from tests.support.web import Served, serving


class Held:
    """Answers of the lesson that come when a test lets them come."""

    def __init__(self, visit: Visit, *paths: str) -> None:
        """Hold the pages at *paths* back."""
        self._page, self._routes = visit.page, dict[str, Route]()
        for path in paths:
            visit.route(f"**{path}", partial(self._hold, path))

    def _hold(self, path: str, route: Route) -> None:
        self._routes[path] = route

    def asked(self, path: str, press: str) -> None:
        """Press a key, and wait until the page at *path* is asked for."""
        with self._page.expect_request(f"**{path}"):
            self._page.keyboard.press(press)
        for _ in range(MOST_TURNS):
            if path in self._routes:
                return
            settle(self._page)
        pytest.fail(f"{path} was asked for, and is not held back")

    def come(self, path: str) -> None:
        """Let the answer come, and let the page do with it what it does."""
        with self._page.expect_response(f"**{path}") as answer:
            self._routes.pop(path).continue_()
        answer.value.finished()
        settle(self._page)


@pytest.fixture(scope="module")
def served(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One lesson for the tests that change nothing but what was answered."""
    project = shutil.copytree(starter, tmp_path_factory.mktemp("served") / "project")
    with serving(project) as served:
        yield served


@pytest.fixture
def visit(chromium: Browser, served: Served) -> Iterator[Visit]:
    """A window of its own in that lesson."""
    with visiting_served(chromium, served) as visit:
        yield visit


def settle(page: Page) -> None:
    """Wait until what an answer brings is loaded, and scripts had their turns."""
    page.evaluate(
        """async () => {
          for (const _ of "123") await (await fetch("/static/icon.svg", {cache: "reload"})).text()
          await new Promise((end) => requestAnimationFrame(() => requestAnimationFrame(end)))
        }"""
    )


def opened_before(visit: Visit) -> Page:
    """The screen, on which a drawer was open once: what a page of questions needs is loaded."""
    page = visit.go("/")
    page.keyboard.press("Alt+Shift+Q")
    expect(page.locator("#drawer h1")).to_have_text("Quiz")
    page.keyboard.press("Escape")
    expect(page).to_have_url(f"{visit.origin}/")
    page.evaluate("window.same = true")
    return page


def test_a_late_word_of_the_browser_closes_nothing(visit: Visit) -> None:
    """The browser tells of a drawer that was closed when the next page is on its way already."""
    page = opened_before(visit)
    held = Held(visit, "/explore")
    held.asked("/explore", "Alt+Shift+X")
    page.evaluate("document.getElementById('drawer').dispatchEvent(new Event('close'))")
    held.come("/explore")
    expect(page.locator("#drawer h1")).to_have_text("Explore")


def test_the_last_key_decides_which_page_is_shown(visit: Visit) -> None:
    """A slow answer to an earlier key is dropped, and one address is put upon that of the screen."""
    page = opened_before(visit)
    heading, length = page.locator("#drawer h1"), page.evaluate("history.length")
    held = Held(visit, "/quiz", "/explore")
    held.asked("/quiz", "Alt+Shift+Q")
    held.asked("/explore", "Alt+Shift+X")
    held.come("/explore")
    expect(heading).to_have_text("Explore")
    held.come("/quiz")
    expect(heading).to_have_text("Explore")
    expect(page).to_have_url(f"{visit.origin}/explore")
    assert page.evaluate("history.length") == length  # it takes the place that was left
    held.asked("/quiz", "Alt+Shift+Q")
    held.asked("/explore", "Alt+Shift+X")
    held.come("/quiz")  # in the order in which they were asked for, too
    expect(heading).to_have_text("Explore")
    held.come("/explore")
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    expect(page).to_have_url(f"{visit.origin}/")
    settle(page)
    expect(page.locator("#drawer")).to_be_hidden()


@pytest.mark.parametrize("is_open", [False, True])
def test_a_page_that_is_not_wanted_any_more_stays_away(visit: Visit, is_open: bool) -> None:
    """Escape and Back hold while it is under way; the next key is heard at once."""
    page = opened_before(visit)
    drawer = page.locator("#drawer")
    for leave in (lambda: page.keyboard.press("Escape"), page.go_back):
        if is_open:
            page.keyboard.press("Alt+Shift+X")
            expect(drawer.get_by_role("heading", level=1)).to_have_text("Explore")
        elif leave == page.go_back:
            page.evaluate("location.hash = 'code'")
        held = Held(visit, "/quiz")
        held.asked("/quiz", "Alt+Shift+Q")
        leave()
        held.come("/quiz")
        expect(drawer).to_be_hidden()
        expect(page).to_have_url(f"{visit.origin}/")
        page.unroute("**/quiz")
    page.keyboard.press("Alt+Shift+Q")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+Shift+X")
    expect(drawer.get_by_role("heading", level=1)).to_have_text("Explore")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+Shift+Q")
    expect(drawer.get_by_role("heading", level=1)).to_have_text("Quiz")
    page.go_back()
    expect(page).to_have_url(f"{visit.origin}/")
    assert page.evaluate("window.same")


def test_a_drawer_says_that_the_lesson_does_not_answer(chromium: Browser, project: Path) -> None:
    """In one line, with a way to try again; the page that was open and all that was typed stay."""
    with visiting(chromium, project) as visit:
        page = opened_before(visit)
        drawer, command = page.locator("#drawer"), page.locator("#command")
        lost = drawer.get_by_role("alert").filter(has_text="does not answer")
        command.fill("alembic cur")
        visit.route("**/*", lambda route: route.abort())
        page.keyboard.press("Alt+Shift+Q")
        expect(lost).to_be_visible()
        page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()
        expect(command).to_be_focused()
        expect(command).to_have_value("alembic cur")
        expect(page).to_have_url(f"{visit.origin}/")
        page.keyboard.press("Alt+Shift+Q")
        expect(lost).to_be_visible()
        page.unroute("**/*")
        drawer.get_by_role("link", name="Try again").click()
        expect(drawer.get_by_role("heading", level=1)).to_have_text("Quiz")
        expect(lost).to_be_hidden()
        visit.route("**/answer", lambda route: route.abort())
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        expect(lost).to_be_visible()
        expect(lost.get_by_role("link")).to_be_hidden()
        expect(drawer.locator("input[type=radio]:checked")).to_have_count(1)
        page.unroute("**/answer")
        drawer.get_by_role("button", name="Answer").click()
        expect(drawer.locator("#verdict")).to_be_focused()
        expect(lost).to_be_hidden()
        visit.route("**/read/done", lambda route: route.abort())
        page.keyboard.press("Alt+Shift+R")
        drawer.locator(".place a[href*=section]").first.click()
        drawer.get_by_role("button", name="I have read this").click()
        expect(lost).to_be_visible()
        assert page.evaluate("window.same")
        visit.meant("ERR_FAILED")


def test_an_answer_that_comes_when_its_drawer_is_closed_changes_nothing(visit: Visit) -> None:
    """Neither the address and the title of the screen, nor another page that is open by then."""
    page = opened_before(visit)
    title = page.title()
    page.keyboard.press("Alt+Shift+Q")
    expect(page.locator("#drawer h1")).to_have_text("Quiz")
    held = Held(visit, "/quiz/answer")
    page.keyboard.press("1")
    held.asked("/quiz/answer", "Enter")
    page.keyboard.press("Escape")
    expect(page).to_have_url(f"{visit.origin}/")
    held.come("/quiz/answer")
    expect(page).to_have_url(f"{visit.origin}/")
    expect(page).to_have_title(title)


def test_the_screen_behind_a_drawer_keeps_its_own_address(chromium: Browser, project: Path) -> None:
    """Another exercise is begun elsewhere, and the stream begins anew, while a drawer is open."""
    with visiting(chromium, project) as visit:
        page = visit.go("/?file=app/models.py")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.keyboard.press("Alt+Shift+Q")
        expect(page.locator("#drawer h1")).to_have_text("Quiz")
        page.evaluate("dispatchEvent(new Event('pagehide')); dispatchEvent(new Event('pageshow'))")
        (stream,) = [url for url in asked if "/events" in url]
        assert "file=app%2Fmodels.py" in stream
        save_progress(Progress(current="02-add-email", begun=["02-add-email"]), project)
        expect(page.locator("#goal")).to_have_text("Add the email column")
        expect(page).to_have_url(f"{visit.origin}/quiz")
        expect(page).to_have_title(_starts("Quiz"))
        page.keyboard.press("Escape")
        expect(page).to_have_url(f"{visit.origin}/exercises/02-add-email")
        expect(page).to_have_title(_starts("Add the email column"))


def _starts(words: str) -> re.Pattern[str]:
    return re.compile(f"^{re.escape(words)}")
