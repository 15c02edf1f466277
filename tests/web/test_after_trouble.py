"""The screen after something failed: a command, the lesson itself, the database, an exercise, a folder."""

import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from stillroom.project.progress import Progress
from stillroom.project.progress_file import save_progress
from tests.support.browser import Visit, accessible, visiting
from tests.support.web import free_port, serving

PLACES = "RPQCEXTS"
"""The keys of the pages that open beside the screen."""


def test_the_buttons_are_right_again_after_a_command_failed(
    chromium: Browser, project: Path
) -> None:
    """And while the lesson is gone, which is said, and after it was begun anew, which the page finds by itself.

    No line that was typed is lost.
    """
    context, options = chromium.new_context(), ("--no-browser", "--port", free_port())
    with serving(project, *options) as served:
        visit = Visit(context, served)
        page, command = visit.page, visit.page.locator("#command")
        offline = page.locator("#offline")
        expect(offline).to_be_hidden()
        buttons, chips = page.locator("[aria-disabled=true]"), page.locator(".runs .chip")
        page.evaluate("window.same = true")
        command.fill("alembic downgrade -1")
        command.press("Enter")
        expect(chips).to_have_text(["failed"])
        expect(buttons).to_have_count(0)
        served.end(signal.SIGKILL)
        expect(offline).to_contain_text("tries again by itself")
        command.fill("alembic current")
        command.press("Enter")
        expect(command).to_have_value("alembic current")
        expect(buttons).to_have_count(0)
        page.locator("#reset").click()
        page.locator("#click-1").click()
        page.locator("#hint").click()
        expect(offline).to_be_visible()
        expect(buttons).to_have_count(0)
    with serving(project, *options):
        expect(offline).to_be_hidden()
        page.locator("#hint").click()
        expect(page.locator(".hints li")).to_have_count(1)
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
            accessible(page, f"the drawer of {key}", part="#drawer")
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
    database.execute("CREATE TABLE IF NOT EXISTS users (id INTEGER)")
    database.execute("BEGIN EXCLUSIVE")


HELD: list[sqlite3.Connection] = []
"""Connections that hold a database."""


def exercise_gone(project: Path) -> None:
    """Let the progress name an exercise that the course does not have."""
    save_progress(Progress(current="99-nothing", begun=["99-nothing"]), project)


def folder_gone(project: Path) -> None:
    """Take the folder of the revisions away."""
    (project / "migrations").rename(project.with_name("migrations"))


def reset(page: Page, _project: Path) -> None:
    """Press the button that is offered."""
    page.locator("#action-reset").click()
    expect(page.locator(".rail .at .marker.db")).to_be_visible()
    expect(page.locator("#undo")).to_be_enabled()


def let_go(_page: Page, _project: Path) -> None:
    """Let the other program end."""
    while HELD:
        HELD.pop().close()


def name_one_that_is_there(_page: Page, project: Path) -> None:
    """Turn to an exercise of the course."""
    save_progress(Progress(current="01-add-users", begun=["01-add-users"]), project)


def bring_the_folder_back(page: Page, project: Path) -> None:
    """Put it back; that is seen when the page is loaded."""
    project.with_name("migrations").rename(project / "migrations")
    page.reload()


HAPPENED = "[data-part=events], [data-part=status]"
"""The parts that go on to tell what has happened."""


@pytest.mark.parametrize(
    ("spoil", "words", "mend"),
    [
        (foreign, "cannot be read", reset),
        (of_another_program, "invoices", reset),
        (in_use, "Wait until that has ended", let_go),
        (exercise_gone, "99-nothing", name_one_that_is_there),
        (folder_gone, "migrations/env.py is not there", bring_the_folder_back),
    ],
)
def test_a_project_in_trouble_has_a_screen(
    chromium: Browser,
    project: Path,
    spoil: Callable[[Path], None],
    words: str,
    mend: Callable[[Page, Path], None],
) -> None:
    """Before the lesson begins, and meanwhile: it says what is the matter, as long as it is."""
    spoil(project)
    with visiting(chromium, project, reduced_motion="reduce") as visit:
        page = visit.go("/")
        said = page.locator(f"main [data-part]:not({HAPPENED})").filter(has_text=words)
        expect(said.first).to_be_visible()
        accessible(page, spoil.__name__)
        page.set_viewport_size({"width": 1280, "height": 900})
        mend(page, project)
        expect(said).to_have_count(0)
        spoil(project)
        if spoil is folder_gone:  # no file of the learner's work has changed
            visit.go("/")
        expect(said.first).to_be_visible()
        let_go(page, project)
