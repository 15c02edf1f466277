"""The course as static pages: no server, no project, any address; written whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from stillroom.course.course import Course
from stillroom.course.lesson import Question, read_lesson
from stillroom.course.table import rows, tracker
from stillroom.diagrams.flow import flow_svg
from stillroom.errors import StillroomError
from stillroom.learning import predict
from stillroom.learning.reading import chapters
from stillroom.web import asking
from stillroom.web.render import DOORS, STATIC, STATIC_DOORS, Pages, reading

MARK = ".stillroom-site"  # tells a folder that this command wrote from one that is somebody's own


def url(name: str, item: str | None = None) -> str:
    """Return the address of a page, relative: the site may stand anywhere."""
    if name.startswith("static/"):
        return name
    page = "index" if name == "overview" else name
    return f"{page}-{item}.html" if item else f"{page}.html"


def write_site(course: Course, destination: Path) -> int:
    """Write the pages of *course* to *destination* and return how many there are.

    An earlier site there is replaced. Raises StillroomError, and changes nothing, if the folder
    holds anything else.
    """
    if not _is_ours(destination):
        raise StillroomError(
            f"{destination}: is not empty, and no site of ours; name a new or an empty folder"
        )
    pages = dict(site(course))
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".stillroom-site-", dir=destination.parent))
        try:
            _fill(folder / "new", pages)
            if destination.exists():
                os.rename(destination, folder / "old")
            os.rename(folder / "new", destination)
        except OSError:
            if (folder / "old").exists() and not destination.exists():
                os.rename(folder / "old", destination)
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise StillroomError(f"{destination}: cannot be written: {error.strerror}") from error
    return len(pages)


def _is_ours(folder: Path) -> bool:
    if not os.path.lexists(folder):
        return True
    if folder.is_symlink() or not folder.is_dir():
        return False
    return (folder / MARK).is_file() or not any(folder.iterdir())


def _fill(folder: Path, pages: dict[str, str]) -> None:
    shutil.copytree(STATIC, folder / "static")
    for name, html in pages.items():
        (folder / name).write_text(html, "utf-8", newline="\n")
    (folder / MARK).write_text("stillroom site wrote this folder and may replace it.\n", "utf-8")


def site(course: Course) -> Iterator[tuple[str, str]]:
    """Yield the name and the HTML of each page."""
    lesson = read_lesson(course)
    doors = [
        (group, kept)
        for group, pages in DOORS
        if (kept := [page for page in pages if page[0] in STATIC_DOORS])
    ]
    pages = Pages(
        url, held=nullcontext(), live=False, lesson=lesson, doors=doors, rows=rows(course), tracker=tracker(course),
        levels=asking.LEVELS,
    )  # fmt: skip
    flow = flow_svg(lesson.flow) if lesson.flow.boxes else ""
    yield "index.html", pages.render("overview", page="overview", flow=flow)
    for chapter in (None, *chapters(lesson)):
        name = chapter.id if chapter else None
        found = reading(lesson, name)
        if found["chapter"] == chapter:
            yield url("read", name), pages.render("read", page="read", **found)
    yield from _questions(pages, "quiz", asking.by_level(lesson))
    yield from _questions(pages, "predict", predict.questions(course))


def _questions(
    pages: Pages, way: asking.Way, questions: list[Question]
) -> Iterator[tuple[str, str]]:
    """One page for each question; the address without a question shows the first one."""
    asked = asking.asked(way, questions, {}, questions)
    yield url(way), pages.render("ask", page=way, asked=asked)
    for at, question in enumerate(questions):
        asked = asking.asked(way, questions, {}, questions[at + 1 :], question.id)
        yield url(way, question.id), pages.render("ask", page=way, asked=asked)
