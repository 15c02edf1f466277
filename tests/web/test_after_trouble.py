"""The screen after something failed: a command, the lesson itself, the database, an exercise, a folder."""

import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from stillroom.project.progress import Progress
from stillroom.project.progress_file import save_progress
from tests.support.browser import Visit, accessible, visiting
from tests.support.web import free_port, serving

PLACES = "RPQCEXTS"
"""The keys of the pages that open beside the screen."""


def test_the_buttons_are_right_again_after_a_command_failed(
    chromium: Browser, project: Path
) -> None:
    """And while the lesson is gone, and after it was begun anew; no line that was typed is lost."""
    context, options = chromium.new_context(), ("--no-browser", "--port", free_port())
    with serving(project, *options) as served:
        visit = Visit(context, served)
        page, command = visit.page, visit.page.locator("#command")
        buttons, chips = page.locator("[aria-disabled=true]"), page.locator(".runs .chip")
        page.evaluate("window.same = true")
        command.fill("alembic downgrade -1")
        command.press("Enter")
        expect(chips).to_have_text(["failed"])
        expect(buttons).to_have_count(0)
        served.end(signal.SIGKILL)
        expect(page.locator("#offline")).to_be_visible()
        command.fill("alembic current")
        command.press("Enter")
        expect(command).to_have_value("alembic current")
        expect(buttons).to_have_count(0)
        page.locator("#reset").click()
        page.locator("#click-1").click()
        page.locator("#hint").click()
        expect(page.locator("#offline")).to_be_visible()
        expect(buttons).to_have_count(0)
    with serving(project, *options):
        expect(page.locator("#offline")).to_be_hidden()
        expect(command).to_have_value("alembic current")
        command.press("Enter")
        expect(chips).to_have_text(["done"])
        expect(buttons).to_have_count(0)
        page.locator("#reset").click()
        expect(page.locator("#undo")).to_be_enabled()
        expect(buttons).to_have_count(0)
        assert page.evaluate("window.same")
    context.close()


def test_every_drawer_is_accessible(chromium: Browser, project: Path) -> None:
    """In light on a desk and in dark on a phone."""
    with visiting(chromium, project, reduced_motion="reduce") as visit:
        page = visit.go("/")
        heading = page.locator("#drawer h1")
        for key in PLACES:
            page.set_viewport_size({"width": 1280, "height": 900})
            page.keyboard.press(f"Alt+Shift+{key}")
            expect(heading).to_be_visible()
            accessible(page, f"the drawer of {key}")
            page.keyboard.press("Escape")
            expect(page).to_have_url(f"{visit.origin}/")
            expect(heading).to_have_count(0)


def foreign(project: Path) -> None:
    """Put a database there that is none."""
    (project / "app.db").write_bytes(b"this is no database, but a letter to somebody\n" * 100)


def of_another_program(project: Path) -> None:
    """Put a database there that another program has made."""
    with closing(sqlite3.connect(project / "app.db")) as database:
        database.execute("CREATE TABLE invoices (number TEXT, total REAL)")
        database.commit()


def in_use(project: Path) -> None:
    """Let another program change the database; it ends with the process."""
    HELD.append(database := sqlite3.connect(project / "app.db", isolation_level=None))
    database.execute("CREATE TABLE users (id INTEGER)")
    database.execute("BEGIN EXCLUSIVE")


HELD: list[sqlite3.Connection] = []
"""Connections that hold a database."""


def exercise_gone(project: Path) -> None:
    """Let the progress name an exercise that the course does not have."""
    save_progress(Progress(current="99-nothing", begun=["99-nothing"]), project)


def folder_gone(project: Path) -> None:
    """Take the folder of the revisions away."""
    shutil.rmtree(project / "migrations")


@pytest.mark.parametrize("spoil", [foreign, of_another_program, in_use, exercise_gone, folder_gone])
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_project_in_trouble_has_a_screen(
    chromium: Browser, project: Path, spoil: Callable[[Path], None], when: str
) -> None:
    """It says what is the matter, in a screen that can be used."""
    if when == "before":
        spoil(project)
    with visiting(chromium, project, reduced_motion="reduce") as visit:
        page = visit.go("/")
        if when == "meanwhile":
            spoil(project)
            if (
                spoil is folder_gone
            ):  # no file of the learner's work has changed: it is seen when the page is loaded
                visit.go("/")
        words: dict[Callable[[Path], None], str] = {
            foreign: "cannot be read", of_another_program: "invoices",
            in_use: "Wait until that has ended", exercise_gone: "99-nothing", folder_gone: "migrations/env.py is not there",
        }  # fmt: skip
        expect(page.locator("main")).to_contain_text(words[spoil])
        if when == "before":  # the page is the same
            accessible(page, spoil.__name__)
        if spoil in (foreign, of_another_program):  # the button that is offered leads on
            page.set_viewport_size({"width": 1280, "height": 900})
            page.locator("#action-reset").click()
            expect(page.locator(".rail .at .marker.db")).to_be_visible()
            expect(page.locator("[data-part=tables]")).not_to_contain_text(words[spoil])
            expect(page.locator("#undo")).to_be_enabled()
        while HELD:
            HELD.pop().close()
