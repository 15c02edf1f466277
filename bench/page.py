"""What the page weighs, and how soon it shows what a save has changed."""

import gzip
import re
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

from bench import lesson
from bench.speed import Figure
from stillroom.course.course import Course
from stillroom.web.render import STATIC

_SIZE = (STATIC / "editor" / "editor.js").stat().st_size
FIRST_LOAD = 100_000  # bytes
EDITOR = 150_000  # bytes
_LINKED = re.compile(r'<(?:link|script)\b[^>]*?(?:href|src)="([^"]+)"')
_IMPORTED = re.compile(r'^\s*import\b[^"(]*"(\.[^"]+)"', re.MULTILINE)


def measure(root: Path, course: Course, say: Callable[[str], None]) -> list[Figure]:
    """Return the weight, as it goes over the wire, of the first page and of the editor, and the way from a save to its verdict."""
    say("the page: its weight, and the check after a save")
    with lesson.worked_on(root, course) as (project, page):
        loaded = load(page.browser, page.origin)
        editor = load(page.browser, f"{page.origin}static/editor/editor.js")
        saved = lesson.saves(project, page)
    return [
        _weight("the first page, with all that it loads", sum(loaded.values()), FIRST_LOAD, f"{len(loaded)} answers"),
        _weight("the editor, when it is first asked for", sum(editor.values()), EDITOR, f"{_SIZE} bytes unpacked"),
        saved,
    ]  # fmt: skip


def load(browser: urllib.request.OpenerDirector, address: str) -> dict[str, int]:
    """Return what a browser loads for the page at *address*: each address, and the bytes of its answer."""
    loaded: dict[str, int] = {}
    waiting = [address]
    while waiting:
        asked = waiting.pop()
        if asked in loaded:
            continue
        request = urllib.request.Request(asked, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own server
        with browser.open(request) as answer:
            content = answer.read()
            loaded[asked] = len(content) + len(bytes(answer.headers))
            kind = answer.headers.get_content_type()
            if answer.headers.get("Content-Encoding") == "gzip":
                content = gzip.decompress(content)
        text = content.decode("utf-8", "replace")
        found = {"text/html": _LINKED, "text/javascript": _IMPORTED}.get(kind)
        waiting += [urljoin(asked, link) for link in found.findall(text)] if found else []
    return loaded


def _weight(title: str, number: int, most: int, detail: str) -> Figure:
    return Figure(
        title, f"{number / 1000:.0f} kB", f"at most {most // 1000} kB", number <= most, detail
    )
