"""How soon the lesson in the browser shows what a learner has done, in milliseconds."""

import http.cookiejar
import json
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.speed import EXERCISE, Figure
from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.errors import StillroomError

ROUNDS = 10
WANTED = 500  # milliseconds
PATIENCE = 30.0  # seconds, after which the page is taken to be stuck


class Page:
    """A page that is open: each part of it that comes, with the time at which it came."""

    def __init__(self, address: str) -> None:
        """Let a browser in at *address* and open the stream of what changes."""
        self.browser, self.origin = let_in(address), address.split("?")[0]
        self._stream = self.browser.open(self.origin + "events?parts=status")
        self._parts: queue.SimpleQueue[tuple[float, str]] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._stream:
            if line.startswith(b"data: "):
                self._parts.put((time.time(), json.loads(line[6:])["html"]))

    def shows(self, text: str) -> float:
        """Wait for a part that matches *text*; return when it came."""
        try:
            while True:
                moment, html = self._parts.get(timeout=PATIENCE)
                if re.search(text, html):
                    return moment
        except queue.Empty:
            raise StillroomError(f"the page never showed {text!r}") from None


def let_in(address: str) -> urllib.request.OpenerDirector:
    """Return a browser without a screen that has opened *address*."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    browser.open(address).close()
    return browser


def measure(root: Path, course: Course, say: Callable[[str], None]) -> list[Figure]:
    """Return how soon the page shows a migration, and the check after a save."""
    say("the lesson, after a migration and after a save")
    with worked_on(root, course) as (project, page):
        moved = [_migrated(project, page, way) for way in ("upgrade", "downgrade") * ROUNDS]
        saved = saves(project, page)
    return [_figure("the page's state, after a migration has ended its work", moved), saved]


@contextmanager
def worked_on(root: Path, course: Course) -> Iterator[tuple[Path, Page]]:
    """Serve a project that has passed, and open a page of it."""
    with tempfile.TemporaryDirectory(prefix="stillroom-bench-") as folder:
        project = Path(folder) / "project"
        projects.render(root, project)
        projects.write_all(projects.solved(root, course.find(EXERCISE)), project)
        with served(project) as address:
            page = Page(address)
            page.shows("passed")
            yield project, page


def saves(project: Path, page: Page) -> Figure:
    """Return how soon *page* shows the verdict on a file that was saved."""
    seconds = [_saved(project, page) for _ in range(ROUNDS)]
    return _figure("the page's verdict, after a file was saved", seconds)


@contextmanager
def served(project: Path) -> Iterator[str]:
    """Serve the lesson beside *project*; lend the address that lets a browser in."""
    command = [
        sys.executable,
        "-m",
        "stillroom",
        "lesson",
        "--no-browser",
        "--project",
        str(project),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own command
        try:
            assert process.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
            address = next(
                filter(None, (re.search(r"http://\S+", line) for line in process.stdout))
            )
            yield address[0]
        finally:
            process.terminate()


def _migrated(project: Path, page: Page, way: str) -> float:
    """From the last change of the database's file, not from the command's end."""
    target, state = ("head", "now: users") if way == "upgrade" else ("base", "now: empty")
    command = [sys.executable, "-m", "alembic", way, target]
    subprocess.run(command, cwd=project, check=True, capture_output=True)  # noqa: S603 - our own command
    moment = page.shows(state)
    return moment - max(path.stat().st_mtime for path in project.glob("*.db"))


def _saved(project: Path, page: Page) -> float:
    """A model is broken and mended again; the verdict on the mended one is waited for."""
    path = project / "app" / "models.py"
    content = path.read_bytes()
    path.write_bytes(content + b"\nthis is no Python\n")
    page.shows("finding")
    path.write_bytes(content)
    return page.shows("passed") - path.stat().st_mtime


def _figure(title: str, seconds: list[float]) -> Figure:
    milliseconds = sorted(1000 * duration for duration in seconds)
    return Figure(
        title, f"{milliseconds[-1]:.0f} ms", f"at most {WANTED} ms", milliseconds[-1] <= WANTED,
        f"the slowest of {len(milliseconds)}; the middle one {milliseconds[len(milliseconds) // 2]:.0f} ms",
    )  # fmt: skip
