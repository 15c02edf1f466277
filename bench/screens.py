"""The pictures of the page in docs/: taken of the real page, beside a project that was really worked on."""

import base64
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bench.lesson import served
from stillroom.authoring import projects
from stillroom.authoring.samples import FOLDER as SAMPLES
from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.project.begin import begin
from stillroom.util.files import read_folder, write

if TYPE_CHECKING:  # the group of packages for tests has it
    from playwright.sync_api import Browser, Page

ANSWER = "02-add-email/email-not-null"
"""The sample that is being worked on in the pictures."""
PATIENCE = 60_000  # milliseconds
_AS_WEBP = """async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", 1).split(",")[1];
}"""
"""Makes the picture a third as large, and changes nothing that can be seen."""


@dataclass(frozen=True)
class Screen:
    """A picture: its file in docs/, the window, and what is done before it is taken."""

    file: str
    size: tuple[int, int]
    scheme: Literal["light", "dark"]
    path: str = "/"
    is_edited: bool = False
    """Whether the file is opened in the editor."""


SCREENS = (
    Screen("page-light.webp", (1280, 800), "light"),
    Screen("page-dark.webp", (1280, 800), "dark"),
    Screen("page-editor.webp", (1280, 800), "light", is_edited=True),
    Screen("page-phone.webp", (360, 740), "light", "/#code"),
)


def draw(root: Path, course: Course, say: Callable[[str], None]) -> None:
    """Take every picture anew, into the docs of *root*; raises StillroomError without a browser."""
    with tempfile.TemporaryDirectory(prefix="stillroom-screens-") as folder, _chromium() as browser:
        project = Path(folder) / "my-project"
        _work_on(root, course, project)
        with served(project) as address:
            page = browser.new_page()
            page.set_default_timeout(PATIENCE)
            page.goto(address)
            for screen in SCREENS:
                say(f"docs/{screen.file}")
                _take(page, address.split("/?")[0], screen, root / "docs" / screen.file)


def _work_on(root: Path, course: Course, project: Path) -> None:
    """Make a project in which an exercise was begun, and answered with a mistake."""
    sample = root / SAMPLES / ANSWER
    projects.render(root, project)
    begin(project, course, course.find(sample.parent.name))
    projects.write_all(read_folder(sample / "migrations"), project / "migrations")


def _take(page: "Page", origin: str, screen: Screen, target: Path) -> None:
    width, height = screen.size
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=screen.scheme, reduced_motion="reduce")
    page.goto("about:blank")  # what was opened before is gone
    page.goto(origin + screen.path)
    page.locator(".found").first.wait_for()
    if screen.is_edited:
        page.locator("[data-edit]").first.click()
        page.locator(".cm-named").wait_for()
    picture = page.screenshot(animations="disabled", caret="hide")
    page.goto("about:blank")
    small = page.evaluate(_AS_WEBP, base64.b64encode(picture).decode())
    write(target, base64.b64decode(small))


@contextmanager
def _chromium() -> "Iterator[Browser]":
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise StillroomError("playwright is not here: run nox -s picture") from error
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        raise StillroomError("there is no Chromium: on Debian and Ubuntu, apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
