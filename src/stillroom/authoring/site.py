"""The course as static pages: no server, no project, any address; written whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from stillroom.course.course import Course
from stillroom.course.lesson import Question
from stillroom.course.lesson_files import read_lesson
from stillroom.course.table import steps_of
from stillroom.errors import StillroomError
from stillroom.learning.task import task
from stillroom.project.advice import Command, NextStep, through_nox
from stillroom.web.course_material import CourseMaterial
from stillroom.web.render import MENU, SERVED_ONLY, STATIC, STATIC_PAGES, Templates
from stillroom.web.views.lesson_table import Tracker, static_table
from stillroom.web.views.questions import AskingPage, by_level, question_view
from stillroom.web.views.reading import chapter_view, contents, readable

MARK = ".stillroom-site"  # tells a folder that this command wrote from one that is somebody's own


def url(name: str, item: str | None = None) -> str:
    """Return the address of a page, relative: the site may stand anywhere."""
    if name.startswith("static/"):
        return name
    page = "index" if name == "overview" else name
    return f"{page}-{item}.html" if item else f"{page}.html"


def write_site(course: Course, destination: Path, source: str = "") -> int:
    """Write the pages of *course* to *destination* and return how many there are.

    *source* is where learners get the project from, an address for Copier or Git. An earlier site
    there is replaced. Raises StillroomError, and changes nothing, if the folder
    holds anything else.
    """
    if not _is_ours(destination):
        raise StillroomError(
            f"{destination}: is not empty, and no site of ours; name a new or an empty folder"
        )
    pages = dict(site(course, source))
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
    shutil.copytree(STATIC, folder / "static", ignore=shutil.ignore_patterns(*SERVED_ONLY))
    for name, html in pages.items():
        (folder / name).write_text(html, "utf-8", newline="\n")
    (folder / MARK).write_text("stillroom site wrote this folder and may replace it.\n", "utf-8")


def site(course: Course, source: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the HTML of each page."""
    lesson = read_lesson(course)
    material = CourseMaterial(course, lesson)
    menu = [
        (group, entries)
        for group, pages in MENU
        if (entries := [page for page in pages if page[0] in STATIC_PAGES])
    ]
    templates = Templates(url, live=False, course_title=lesson.title, menu=menu, nox=_nox)
    yield (
        "index.html",
        templates.render(
            "overview", page="overview", welcome=lesson.welcome, flow=material.flow,
            table=static_table(material.steps), tracker=Tracker(tuple(material.tracker)),
            exercises=course.exercises, about=course.about.about, tracks=course.track_titles,
            source=source, is_copied=course.is_own,
        ),
    )  # fmt: skip
    for exercise in course:
        html = templates.render(
            "exercise", page="overview", exercise=exercise, task=task(exercise.task),
            table=static_table(steps_of([exercise])),
        )  # fmt: skip
        yield url("exercise", exercise.id), html
    yield url("read"), templates.render("read", page="read", view=contents(lesson))
    for chapter in readable(lesson):
        view = chapter_view(lesson, chapter.id)
        html = templates.render("chapter", page="read", view=view, lesson=lesson)
        yield url("read", chapter.id), html
    yield from _question_pages(templates, "quiz", by_level(lesson))
    yield from _question_pages(templates, "predict", material.predictions)


def _nox(command: Command, argument: str = "") -> str:
    """Return a command as learners type it in their project, whoever writes the site."""
    return through_nox(NextStep(command, argument))


def _question_pages(
    templates: Templates, page: AskingPage, questions: list[Question]
) -> Iterator[tuple[str, str]]:
    """Yield a page for each question; the address without a question shows the first one."""
    view = question_view(page, questions, {}, questions)
    yield url(page), templates.render("ask", page=page, view=view)
    for index, question in enumerate(questions):
        view = question_view(page, questions, {}, questions[index + 1 :], question.id)
        yield url(page, question.id), templates.render("ask", page=page, view=view)
