"""What a screen reader is told: what is new, and nothing of it twice."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.support.browser import visiting
from tests.support.commands import alembic

LISTEN = """() => {
  window.heard = []
  const region = document.querySelector("[data-part=status]")
  new MutationObserver((changes) => changes.forEach(({ addedNodes }) => {
    const whole = region.getAttribute("aria-atomic") === "false" ? addedNodes : [region]
    for (const node of whole) if (node.textContent.trim()) heard.push(node.textContent.trim())
  })).observe(region, { childList: true, characterData: true, subtree: true })
}"""
"""Writes down what is read out. A region is read as a whole unless it says that it is none."""


def test_only_what_is_new_is_read_out(chromium: Browser, project: Path) -> None:
    """A check, an event and the state of the database: each when it is another one, and alone."""
    with visiting(chromium, project) as visit:
        page = visit.go("/")
        said = page.locator("[data-part=status]")
        expect(said).to_contain_text("Check 1")
        page.evaluate(LISTEN)
        alembic(project, "revision", "-m", "add users table")
        expect(said).to_contain_text("Check 2")
        heard = page.evaluate("heard")
        assert any(words.startswith("Check 2") for words in heard)
        assert not any("database is now" in words for words in heard)  # it is as it was
        (revision,) = (project / "migrations" / "versions").glob("*.py")
        revision.write_text(
            revision.read_text("utf-8").replace(
                "def upgrade() -> None:", 'def upgrade() -> None:\n    op.execute("CREATE TABLE users (id INTEGER)")'
            ),
            "utf-8",
        )  # fmt: skip
        alembic(project, "upgrade", "head")
        expect(page.locator(".rail .at .marker.db")).to_be_visible()
        expect(said).not_to_contain_text("now: empty")
        heard = page.evaluate("heard")
        assert sum("database is now" in words for words in heard) == 1
        assert len(heard) == len(set(heard))
