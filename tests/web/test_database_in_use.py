"""The screen beside a database that another program holds: said at once, nothing done, and free again."""

import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from stillroom.authoring import projects
from stillroom.course.course import Course
from tests.support.browser import accessible, visiting
from tests.support.held import held

GAP = "(said) => said.nextElementSibling.getBoundingClientRect().top - said.getBoundingClientRect().bottom"


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can ask for a lock there")
def test_a_database_that_another_program_holds(
    chromium: Browser, project: Path, root: Path, course: Course
) -> None:
    """No pass is shown; a command and a reset say why they do nothing, and work when it is free."""
    projects.write_all(projects.solved(root, course.exercises[0]), project)
    with visiting(chromium, project) as visit:
        page = visit.go("/")
        command, chips = page.locator("#command"), page.locator(".runs .chip")
        standing, done = page.locator("[data-part=standing]"), page.locator("#passed")
        for number, (words, is_passed) in enumerate([("upgrade head", 1), ("downgrade -1", 0)], 1):
            command.fill(f"alembic {words}")
            command.press("Enter")
            expect(chips).to_have_text(["done"] * number)
            expect(done).to_have_count(is_passed)
        with held(project, "BEGIN IMMEDIATE"):
            expect(standing).to_contain_text("is in use")
            expect(page.locator(".now")).to_contain_text("is in use")
            expect(done).to_have_count(0)
            command.fill("alembic upgrade head")
            command.press("Enter")
            expect(chips).to_have_text(["done", "done", "failed"])
            expect(page.locator(".runs .reason").last).to_contain_text("Then run this again")
            page.locator("#reset").click()
            said = page.locator("#said")
            expect(said).to_contain_text("the project is as it was: app.db is in use")
            assert said.evaluate(GAP) > 0
            accessible(page, "a database in use")
        expect(standing).not_to_contain_text("is in use")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.locator("#reset").click()
        expect(said).to_have_count(0)
        expect(page.locator("[data-part=kept]")).to_contain_text("Undo brings back")
        visit.meant("409")
