"""The static site: the same lesson without a server, written whole or not at all."""

import os
import re
import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urldefrag

import pytest
from playwright.sync_api import Browser, expect

from stillroom.authoring.site import MARK, write_site
from stillroom.course.course import Course
from stillroom.course.lesson import Question
from stillroom.course.lesson_files import read_lesson
from stillroom.errors import StillroomError
from stillroom.learning import predict
from tests.support.browser import accessible, watched
from tests.support.commands import run_module
from tests.support.made_once import made_once


@pytest.fixture(scope="module")
def site(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the course. Not to be changed."""
    made = made_once(
        tmp_path_factory, "site", lambda folder: write_site(course, folder / "below" / "lesson")
    )
    return made / "below" / "lesson"


@pytest.fixture(scope="module")
def hosted(site: Path) -> Iterator[str]:
    """The site below a path of a plain web server."""

    class Silent(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Silent, directory=str(site.parent.parent))
    )
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/below/lesson/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_every_link_leads_somewhere_on_the_site(site: Path) -> None:
    """All of them are relative, and so the site can stand anywhere."""
    pages = sorted(site.glob("*.html"))
    assert len(pages) > 30
    ids = {page.name: set(re.findall(r'\sid="([^"]+)"', page.read_text("utf-8"))) for page in pages}
    for page in pages:
        html = page.read_text("utf-8")
        for link in re.findall(r'(?:href|src)="([^"]+)"', html):
            if link.startswith("https://"):
                assert f'<a href="{link}"' in html, "only a link may lead elsewhere"
                continue
            path, mark = urldefrag(link)
            assert not path.startswith("/"), (page.name, link)
            assert (site / (path or page.name)).is_file(), (page.name, link)
            assert not mark or mark in ids[path or page.name], (page.name, link)


def test_each_exercise_has_a_page_with_its_task_and_its_steps(site: Path, course: Course) -> None:
    """The overview leads to each of them."""
    overview = (site / "index.html").read_text("utf-8")
    for exercise in course:
        assert f'href="exercise-{exercise.id}.html"' in overview
        html = (site / f"exercise-{exercise.id}.html").read_text("utf-8")
        assert "Task</h2>" in html
        assert "Done when</h2>" in html
        assert all(str(step.step) in html for step in exercise.steps)
        assert exercise.steps[0].effect.split("(")[0] in html


def test_it_says_how_to_get_the_project(site: Path, course: Course, tmp_path: Path) -> None:
    """With the address, where there is one; and it promises nothing that only a project has."""
    first = (site / "index.html").read_text("utf-8")
    assert "copier copy SOURCE my-project" in first
    assert f"git switch exercise/{course.ids[0]}" in first
    write_site(course, tmp_path / "site", "https://example.org/course.git")
    named = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "copier copy https://example.org/course.git my-project" in named
    assert "SOURCE" not in named
    assert "comes back" not in (site / "quiz.html").read_text("utf-8")


def test_nothing_on_it_needs_a_server(site: Path) -> None:
    """There is no form, no key, and no word of the learner's project."""
    for page in site.glob("*.html"):
        html = page.read_text("utf-8")
        assert "<form" not in html
        assert "token" not in re.sub(r"<(main).*</\1>", "", html, flags=re.DOTALL)
        assert "data-part" not in html


def test_all_questions_are_there_with_all_answers(site: Path, course: Course) -> None:
    """Each has a page, on which each option is explained."""
    for way, questions in (
        ("quiz", read_lesson(course).questions),
        ("predict", predict.questions(course)),
    ):
        for question in questions:
            html = (site / f"{way}-{question.id}.html").read_text("utf-8")
            assert html.count('data-answer="right"') == 1
            assert html.count('data-answer="wrong"') == len(question.options) - 1


def answered(browser: Browser, first: str, question: Question, script: bool) -> None:
    """Answer a question wrong and then right, from a page with the address *first*."""
    context = browser.new_context(java_script_enabled=script, reduced_motion="reduce")
    page = context.new_page()
    wrong = watched(page, first.rsplit("/", 1)[0] + "/")
    page.goto(first)
    if not page.get_by_role("link", name="Quiz").is_visible():
        page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Quiz").click()
    page.locator(f"[data-question={question.id}]").click()
    right = next(at for at, option in enumerate(question.options) if option.right)
    other = (right + 1) % len(question.options)
    expect(page.locator(".why:visible")).to_have_count(0)
    options = page.locator("details[data-answer]")
    expect(options).to_have_count(len(question.options))  # the page is there
    texts = options.locator("summary > span").all_text_contents()
    page.keyboard.press("Escape")
    options.locator("summary").nth(texts.index(question.options[other].text)).press("Enter")
    expect(page.locator(".why:visible .verdict")).to_have_text("✗ Not right")
    expect(page.locator("#question h2")).to_be_in_viewport()
    options.locator("summary").nth(texts.index(question.options[right].text)).press("Enter")
    expect(page.locator(".why:visible .verdict").last).to_be_visible()
    expect(page.locator("details.right[open] .verdict")).to_have_text("✓ Right")
    if script:  # who comes back goes on at the next question
        page.get_by_role("link", name="Quiz").click()
        expect(page.locator(f"[data-question={question.id}].right")).to_have_count(1)
        expect(page.locator(f"[data-remember={question.id}]")).to_have_count(0)
    assert wrong == []
    context.close()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("place", ["file", "server"])
def test_the_quiz_works_anywhere(
    chromium: Browser, site: Path, hosted: str, course: Course, place: str, script: bool
) -> None:
    """From a file and below a path of a server, with a script and without one."""
    first = (site / "index.html").as_uri() if place == "file" else f"{hosted}index.html"
    answered(chromium, first, read_lesson(course).questions[0], script)


def test_its_pages_are_accessible(chromium: Browser, site: Path, course: Course) -> None:
    """As those that are served."""
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    question = read_lesson(course).questions[0]
    for name in (
        "index.html",
        "read.html",
        "read-glossary.html",
        "exercise-01-add-users.html",
        "quiz.html",
        f"quiz-{question.id}.html",
        "predict.html",
    ):
        page.goto(f"{site.as_uri()}/{name}")
        accessible(page, name)
    context.close()


def test_an_earlier_site_is_replaced_as_a_whole(course: Course, site: Path, tmp_path: Path) -> None:
    """Pages of questions that are gone do not stay."""
    shutil.copytree(site, tmp_path / "site")
    (tmp_path / "site" / "quiz-old.html").write_text("old", "utf-8")
    write_site(course, tmp_path / "site")
    assert not (tmp_path / "site" / "quiz-old.html").exists()
    assert os.listdir(tmp_path) == ["site"]


@pytest.mark.parametrize("what", ["file in it", "file", "link"])
def test_what_is_not_ours_is_refused_and_stays(course: Course, tmp_path: Path, what: str) -> None:
    """One line, status 2, nothing written."""
    target = tmp_path / "site"
    if what == "file in it":
        target.mkdir()
        (target / "thesis.txt").write_text("mine", "utf-8")
    elif what == "file":
        target.write_text("mine", "utf-8")
    else:
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / MARK).write_text("", "utf-8")
        target.symlink_to(tmp_path / "other")
    before = sorted(tmp_path.rglob("*"))
    answer = run_module("stillroom", "site", target)
    assert (answer.returncode, len(answer.stderr.splitlines())) == (2, 1)
    assert "is not empty" in answer.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_a_failure_leaves_the_earlier_site(
    course: Course, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever happens on the way, there is the old site or the new one."""
    target = shutil.copytree(site, tmp_path / "site")
    before = {path.name: path.read_bytes() for path in target.glob("*.html")}
    real, calls = os.rename, []

    def fail(old: Path, new: Path) -> None:
        calls.append((old, new))
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(old, new)

    monkeypatch.setattr(os, "rename", fail)
    with pytest.raises(StillroomError, match="No space left"):
        write_site(course, target)
    assert {path.name: path.read_bytes() for path in target.glob("*.html")} == before
    assert os.listdir(tmp_path) == ["site"]
