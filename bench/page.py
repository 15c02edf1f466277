"""What the page weighs, and how soon it shows what a save has changed."""

import re
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

from bench import lesson
from bench.speed import Figure
from stillroom.course.course import Course
from stillroom.web.render import STATIC

FIRST_LOAD = 100_000  # bytes
EDITOR = 400_000  # bytes
_LINKED = re.compile(r'<(?:link|script)\b[^>]*?(?:href|src)="([^"]+)"')
_IMPORTED = re.compile(r'^\s*import\b[^"(]*"(\.[^"]+)"', re.MULTILINE)


def measure(root: Path, course: Course, say: Callable[[str], None]) -> list[Figure]:
    """Return the weight of the first page and of the editor, and the way from a save to its verdict."""
    say("the page: its weight, and the check after a save")
    with lesson.worked_on(root, course) as (project, page):
        loaded = load(page.browser, page.origin)
        saved = lesson.saves(project, page)
    editor = (STATIC / "editor" / "editor.js").stat().st_size
    return [
        _weight("the first page, with all that it loads", sum(loaded.values()), FIRST_LOAD, f"{len(loaded)} answers"),
        _weight("the editor, when it is first asked for", editor, EDITOR, "one file, served from the package"),
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
        with browser.open(asked) as answer:
            content = answer.read()
            loaded[asked] = len(content) + len(bytes(answer.headers))
            kind = answer.headers.get_content_type()
        text = content.decode("utf-8", "replace")
        found = {"text/html": _LINKED, "text/javascript": _IMPORTED}.get(kind)
        waiting += [urljoin(asked, link) for link in found.findall(text)] if found else []
    return loaded


def _weight(title: str, number: int, most: int, detail: str) -> Figure:
    return Figure(
        title, f"{number / 1000:.0f} kB", f"at most {most // 1000} kB", number <= most, detail
    )
