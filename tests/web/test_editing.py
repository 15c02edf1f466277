"""The editor of the page beside a file that somebody else writes, takes away or gives another name."""

from pathlib import Path

from playwright.sync_api import Browser, Dialog, Locator, Page, Route, expect

from tests.support.browser import Visit, accessible, visiting


def editing(visit: Visit, file: str, typed: str = "# mine ") -> tuple[Page, Locator]:
    """Open *file* in the editor of a screen that follows it, and type something that is not saved."""
    is_shown = file == "app/models.py" or "versions" in file
    page = visit.go(f"/?file={file}" if is_shown else f"/edit?file={file}")
    if is_shown:
        page.locator("[data-edit]").first.click()
    text = page.locator(".cm-content")
    expect(text).to_be_focused()
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text(typed)
    expect(page.locator("[data-said]")).to_have_text("Not saved yet.")
    return page, text


def test_a_file_that_changes_under_unsaved_text_is_told_at_once(
    chromium: Browser, project: Path
) -> None:
    """Beside the screen, and on a page of its own."""
    with visiting(chromium, project) as visit:
        for file in ("app/models.py", "app/database.py"):
            told_at_once(visit, project, file)


def told_at_once(visit: Visit, project: Path, file: str) -> None:
    """Both texts are there, the focus stays in what is typed, and each way out is one button."""
    place = project / file
    page, text = editing(visit, file)
    other, told = page.locator(".editor-other"), page.locator("[data-problem] [role=alert]")
    keep = page.get_by_role("button", name="Keep mine")
    place.write_text(place.read_text("utf-8") + "# theirs\n", "utf-8")
    expect(told).to_contain_text("was changed on the disk")
    expect(other.locator("[aria-current]")).to_contain_text(["# theirs"])
    expect(text).to_be_focused()
    expect(text).to_contain_text("# mine")
    place.write_text("# theirs again\n", "utf-8")  # what is shown is what is there now
    expect(other).to_contain_text("# theirs again")
    expect(text).to_be_focused()
    page.keyboard.insert_text("too ")  # just before: it is not taken back with what comes
    page.get_by_role("link", name="Take the one on the disk").click()
    expect(text).to_have_text("# theirs again")
    expect(other).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(text).to_contain_text("# mine too")
    place.write_text("# theirs at last\n", "utf-8")
    expect(other).to_contain_text("# theirs at last")
    keep.click()
    expect(page.locator("[data-said]")).to_have_text("Saved.")
    expect(other).to_have_count(0)
    assert place.read_text("utf-8").startswith("# mine too")


def test_a_file_that_is_taken_back_needs_no_choice(chromium: Browser, project: Path) -> None:
    """Where the disk holds again what was opened, or what was typed, nothing is in the way."""
    models = project / "app" / "models.py"
    opened = models.read_text("utf-8")
    with visiting(chromium, project) as visit:
        page, _ = editing(visit, "app/models.py")
        other, said = page.locator(".editor-other"), page.locator("[data-said]")
        models.write_text("", "utf-8")  # is there, with nothing in it
        expect(page.get_by_role("link", name="Take the one on the disk")).to_be_visible()
        accessible(page, "a file that was changed on the disk")
        models.write_text(opened, "utf-8")
        expect(other).to_have_count(0)
        expect(said).to_have_text("Not saved yet.")
        models.write_text("# mine " + opened, "utf-8")
        expect(said).to_have_text("Saved.")
        page.keyboard.press("Control+s")
        expect(other).to_have_count(0)


def test_a_file_that_goes_under_unsaved_text_is_told_at_once(
    chromium: Browser, project: Path
) -> None:
    """What was typed can be written again; a file with another name can take it."""
    revision = project / "migrations" / "versions" / "0001_users.py"
    revision.write_text("# theirs\n", "utf-8")
    with visiting(chromium, project) as visit:
        page, text = editing(visit, "migrations/versions/0001_users.py")
        told = page.locator("[data-problem] [role=alert]")
        page.locator("form.editor").evaluate("(form) => { form.dataset.first = 'yes' }")
        revision.unlink()
        expect(told).to_contain_text("no longer there")
        expect(text).to_be_focused()
        tab = page.locator(".files a[data-file$='0001_users.py']")
        expect(tab).to_have_count(0)
        page.get_by_role("button", name="Write mine again").click()
        expect(page.locator("[data-said]")).to_have_text("Saved.")
        expect(tab).to_have_count(1)
        assert revision.read_text("utf-8") == "# mine # theirs\n"
        expect(text).to_be_focused()
        page.keyboard.press("Control+Home")
        page.keyboard.insert_text("# more ")
        renamed = revision.rename(revision.with_name("0001_people.py"))
        expect(told).to_contain_text("no longer there")
        expect(page.locator(".editor-other")).to_contain_text("0001_people.py")
        page.get_by_role("button", name="Save mine there").click()
        expect(page.locator("[data-said]")).to_have_text("Saved.")
        expect(page.locator(".editor-bar strong")).to_have_text("0001_people.py")
        assert renamed.read_text("utf-8") == "# more # mine # theirs\n"
        assert not revision.exists()
        page.keyboard.press("Control+Home")
        page.keyboard.insert_text("# last ")
        page.keyboard.press("Control+s")
        expect(page.locator("[data-said]")).to_have_text("Saved.")
        # The file was away and came back: it was not opened anew, and can still be taken back.
        expect(page.locator("form.editor")).to_have_attribute("data-first", "yes")
        assert renamed.read_text("utf-8").startswith("# last # more")
        visit.meant("409")  # the page may have looked after the file just before


def test_two_tabs_do_not_write_over_one_another(chromium: Browser, project: Path) -> None:
    """The second tab is told as soon as the first one saves, and an idle one takes the text over."""
    models = project / "app" / "models.py"
    with visiting(chromium, project) as visit:
        first, _ = editing(visit, "app/models.py", "# first ")
        second = visit.page.context.new_page()
        second.goto(f"{visit.origin}/?file=app/models.py")
        second.locator("[data-edit]").first.click()
        expect(second.locator(".cm-content")).to_be_focused()
        first.get_by_role("button", name="Save").click()
        expect(first.locator("[data-said]")).to_have_text("Saved.")
        expect(second.locator(".cm-content")).to_contain_text("# first")
        second.keyboard.press("Control+Home")
        second.keyboard.insert_text("# second ")
        first.locator(".cm-content").press("Control+Home")
        first.keyboard.insert_text("# more ")
        first.get_by_role("button", name="Save").click()
        expect(first.locator("[data-said]")).to_have_text("Saved.")
        expect(second.locator(".editor-other")).to_contain_text("# more # first")
        assert models.read_text("utf-8").startswith("# more # first")
        second.get_by_role("button", name="Keep mine").click()
        expect(second.locator("[data-said]")).to_have_text("Saved.")
        expect(first.locator(".cm-content")).to_contain_text("# second # first")


def test_unsaved_text_is_not_left_without_a_question(chromium: Browser, project: Path) -> None:
    """To load the page again, to go to another exercise, or to another file; what is typed stays."""
    with visiting(chromium, project) as visit:
        page, text = editing(visit, "app/models.py")
        asked: list[str] = []

        def stay(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        page.on("dialog", stay)
        page.get_by_role("navigation", name="Exercises").get_by_role("link").nth(1).click()
        page.locator("[data-close]").click()
        page.evaluate("location.reload()")
        expect(text).to_contain_text("# mine")
        assert asked == ["beforeunload", "confirm", "beforeunload"]
        page.keyboard.press("Alt+Shift+Q")  # what opens beside it leaves nothing
        expect(page.locator("#drawer h1")).to_have_text("Quiz")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("[data-said]")).to_have_text("Saved.")
        page.get_by_role("navigation", name="Exercises").get_by_role("link").nth(1).click()
        expect(page).to_have_url(f"{visit.origin}/exercises/02-add-email")
        assert len(asked) == 3


def test_what_is_typed_while_a_new_file_is_on_its_way_stays(
    chromium: Browser, project: Path
) -> None:
    """A file that came into the project opens in an idle editor, and takes no text away."""
    held: list[Route] = []
    with visiting(chromium, project) as visit:
        page, text = editing(visit, "app/models.py")
        page.keyboard.press("Control+s")
        expect(page.locator("[data-said]")).to_have_text("Saved.")
        visit.route("**/edit?file=*0001_users.py", lambda route: held.append(route))
        with page.expect_request("**/edit?file=*0001_users.py"):
            revision = project / "migrations" / "versions" / "0001_users.py"
            revision.write_text("# theirs\n", "utf-8")
        page.keyboard.insert_text("# more ")
        expect(page.locator("[data-said]")).to_have_text("Not saved yet.")
        with page.expect_response("**/edit?file=*0001_users.py") as answer:
            while not held:
                page.evaluate("fetch('/static/icon.svg')")
            held[0].continue_()
        answer.value.finished()
        page.evaluate("fetch('/static/icon.svg').then(() => new Promise(requestAnimationFrame))")
        expect(page.locator(".editor-bar strong")).to_have_text("models.py")
        expect(text).to_contain_text("# more")
