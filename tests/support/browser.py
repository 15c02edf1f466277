"""Chromium, the windows that tests open in it, and what may not happen in them."""

import asyncio
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import pytest
from axe_core_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Page,
    Request,
    Route,
    expect,
    sync_playwright,
)

from tests.support.web import Served, serving

# The one without a window has less to draw, and begins sooner.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, PROGRAMS)), None)
ARGUMENTS = ("--no-sandbox", "--js-flags=--no-opt --no-maglev")
"""No script runs so long that it is worth the work to compile it well."""
PATIENCE = 30_000  # milliseconds, after which a test gives up
expect.set_options(timeout=PATIENCE)
ICON, CAUGHT = "/static/icon.svg", "caught"
MOST_TURNS = 1000  # of a page, until it tells of what it asks for


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Start one browser, and end it with the block."""
    if CHROMIUM is None:
        pytest.fail(
            "There is no Chromium. On Debian and Ubuntu: apt-get install chromium-headless-shell"
        )
    with sync_playwright() as playwright:
        browser = launched(playwright.chromium)
        yield browser
        browser.close()


def launched(kind: BrowserType) -> Browser:
    """Start a browser of this *kind*."""
    return kind.launch(executable_path=CHROMIUM, args=ARGUMENTS)


class LentChromium:
    """A browser that stays while tests run that use a loop of their own; its own runs when it is used."""

    def __init__(self, browser: Browser) -> None:
        """*browser* was just started: its loop is running."""
        self._browser, self._loop = browser, asyncio.get_running_loop()

    def __enter__(self) -> Self:
        """Keep it, unused."""
        asyncio._set_running_loop(None)
        return self

    def __exit__(self, *_error: object) -> None:
        """Let it be ended."""
        asyncio._set_running_loop(self._loop)

    @contextmanager
    def used(self) -> Iterator[Browser]:
        """Lend it for a block."""
        asyncio._set_running_loop(self._loop)
        yield self._browser
        asyncio._set_running_loop(None)


def watched(page: Page, base: str) -> list[str]:
    """Return a list that fills with all that goes wrong in *page*, and all that is asked of elsewhere."""
    wrong: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            wrong.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((base, "data:")):
            wrong.append(f"elsewhere: {request.url}")

    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", asked)
    return wrong


class Visit:
    """A window of the browser, and everything in it that should not have happened."""

    def __init__(self, context: BrowserContext, served: Served) -> None:
        """Open the address that the command has said."""
        self.served, self.origin = served, served.origin
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.wrong = watched(self.page, f"{self.origin}/")
        self._is_routed = False
        self.page.goto(served.address)

    def go(self, path: str) -> Page:
        """Go to a page of the lesson."""
        self.page.goto(self.origin + path)
        return self.page

    def route(self, pattern: str, answer: Callable[[Route], object]) -> None:
        """Let *answer* see to whatever the page asks for at *pattern*, from now on.

        Chromium promises that before its page knows of it: what the page asks for until then passes by,
        and is not reported either. So the first route is one that shows when it holds, and it stays.
        """
        if not self._is_routed:
            self._begin_routes()
        self.page.route(pattern, answer)

    def _begin_routes(self) -> None:
        self.page.route(f"**{ICON}", lambda route: route.fulfill(body=CAUGHT))
        ask = f"fetch('{ICON}', {{cache: 'reload'}}).then((answer) => answer.text())"
        if not any(self.page.evaluate(ask) == CAUGHT for _ in range(MOST_TURNS)):
            pytest.fail("the page does not tell of what it asks for")
        self._is_routed = True

    def meant(self, words: str) -> None:
        """Forget what went wrong in *words*: the test is about it."""
        self.wrong[:] = [each for each in self.wrong if words not in each]


@contextmanager
def visiting(chromium: Browser, project: Path, **options: object) -> Iterator[Visit]:
    """Serve *project* and open it in a window of its own; nothing may go wrong in it."""
    with serving(project) as served, visiting_served(chromium, served, **options) as visit:
        yield visit


@contextmanager
def visiting_served(chromium: Browser, served: Served, **options: object) -> Iterator[Visit]:
    """Open a lesson that is served in a window of its own; nothing may go wrong in it."""
    context = chromium.new_context(**options)  # type: ignore[arg-type]
    try:
        visit = Visit(context, served)
        served.line()  # the address for the next browser
        yield visit
        assert visit.wrong == []
    finally:
        context.close()


AXE = str(Axe().axe_script)
FIND = "(part) => axe.run(part, {resultTypes: ['violations']}).then((answer) => answer.violations)"


Look = tuple[str, tuple[int, int]]
"""A colour scheme, and the width and the height of a window."""
ONE_OF_EACH: tuple[Look, ...] = (("light", (1280, 900)), ("dark", (320, 640)))
ALL_LOOKS: tuple[Look, ...] = (*ONE_OF_EACH, ("dark", (1280, 900)))
"""Every part in the dark, too: a phone may hide some."""
BROKEN_WORDS = r"""() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), broken = []
  while (walk.nextNode()) {
    const node = walk.currentNode, parent = node.parentElement
    if (!parent.checkVisibility() || parent.closest(".unseen, svg, script, style")) continue
    for (const word of node.data.matchAll(/(?<![^\s(])\p{L}{2,15}(?![^\s,.:;)])/gu)) {
      const range = document.createRange()
      range.setStart(node, word.index)
      range.setEnd(node, word.index + word[0].length)
      if (new Set([...range.getClientRects()].map((part) => Math.round(part.top))).size > 1) broken.push(word[0])
    }
  }
  return broken
}"""
"""The words of a page that are broken over two lines."""


def accessible(
    page: Page, path: str, looks: Sequence[Look] = ONE_OF_EACH, part: str = "html"
) -> None:
    """Look at one page in each of *looks*: as it is read in light on a desk, and in dark on a phone.

    Of a page whose other parts were looked at before, only *part* needs it.
    """
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
    if page.evaluate("!window.axe"):
        page.evaluate(AXE)
    for scheme, size in looks:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": size[0], "height": size[1]})
        violations = [
            (violation["id"], [node["html"][:200] for node in violation["nodes"]])
            for violation in page.evaluate(FIND, part)
        ]
        assert not violations, (path, scheme, size, violations)
        beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert beyond <= 0, (path, scheme, size)
