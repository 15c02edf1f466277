"""The page in a real browser: through two exercises, by keyboard, for screen readers, on a phone."""

import os
import re
import shutil
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.course.lesson_files import read_lesson
from stillroom.course.table import lesson_exercises
from stillroom.project.progress import Progress
from stillroom.project.progress_file import load_progress, save_progress
from tests.support.browser import ONE_OF_EACH, Visit, accessible, launched, visiting
from tests.support.commands import alembic
from tests.support.web import serving

FIRST_LOAD = 50_000  # bytes
ADDRESSES = ["/", "/read", *(f"/read?section={name}" for name in ("moments", "snapshot")), "/exercises/02-add-email", "/predict", "/quiz",
             "/recall", "/explain", "/explore", "/trace", "/summary", "/edit?file=app/models.py&line=1", "/nothing-there"]  # fmt: skip


TEXT_CONTRAST = 4.5
CONTRAST = """(element) => {
  const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const style = getComputedStyle(element);
  const [first, second] = [light(style.color), light(style.backgroundColor)].sort((a, b) => b - a);
  return (first + 0.05) / (second + 0.05);
}"""


def contrast(element: Locator) -> float:
    """The contrast of the text of *element* with its own background."""
    return float(element.evaluate(CONTRAST))


def edit(project: Path, solution: Path, known: set[Path]) -> None:
    """Fill in the newest revision and the models as the reference solution does."""
    versions = project / "migrations" / "versions"
    (newest,) = set(versions.glob("*.py")) - known
    (written,) = (solution / "migrations" / "versions").glob("*.py")
    head = newest.read_text("utf-8").split("def upgrade")[0]
    newest.write_text(
        head + "def upgrade" + written.read_text("utf-8").split("def upgrade")[1], "utf-8"
    )
    shutil.copytree(solution / "app", project / "app", dirs_exist_ok=True)


@pytest.mark.long
def test_two_exercises_with_a_browser_and_an_editor_alone(
    chromium: Browser, project: Path, root: Path, course: Course
) -> None:
    """Every command of their rows is typed into the one screen, which is never loaded again.

    Each state shows by itself, and is said to a screen reader; what is left to do is one button.
    """
    versions = project / "migrations" / "versions"
    known, run = set[Path](), 0
    with visiting(chromium, project) as visit:
        page = visit.go("/")
        page.evaluate("window.same = true")
        command, said = page.locator("#command"), page.locator("[data-part=status]")
        for exercise in (lesson := lesson_exercises(course)[:2]):
            expect(page.get_by_role("heading", level=1)).to_have_text(exercise.title)
            for step in exercise.steps:
                if step.action == "revision":
                    known = set(versions.glob("*.py"))
                if step.argv:
                    command.fill(step.command)
                    command.press("Enter")
                    run += 1
                    expect(page.locator(".runs li")).to_have_count(run)
                    expect(page.locator(".runs .chip").last).to_have_text("done")
                    expect(command).to_have_value("")
                    expect(command).to_be_focused()
                if step.action in ("upgrade", "downgrade"):
                    expect(said).to_contain_text(f"now: {step.state}.")
                if step.run == "edit":
                    edit(project, root / "solutions" / exercise.id, known)
            expect(said).to_contain_text("passed.")
            while not page.locator("#passed").is_visible():
                page.locator(".now #action-run").or_(page.locator("#passed")).first.wait_for()
                if page.locator(".now #action-run").is_visible():
                    page.locator("#action-run").press("Enter")
                    run += 1
                    expect(page.locator(".runs .chip")).to_have_count(run)
                    expect(page.locator(".runs .chip").last).to_have_text("done")
            if (following := course.after(exercise)) in lesson:
                page.locator("#passed button").press("Enter")
                expect(page).to_have_url(f"{visit.origin}/exercises/{following.id}")
                expect(page.get_by_role("heading", level=1, name=following.title)).to_be_focused()
        assert load_progress(project)[0].passed == [exercise.id for exercise in lesson]
        assert page.evaluate("window.same")
        expect(page.locator(".steps .done")).to_have_count(page.locator(".steps li").count())
        expect(page.locator(".rail .at .marker")).to_have_text(["database", "head"])
        command.press("ArrowUp")
        expect(command).to_have_value(page.locator(".runs code").last.inner_text())
        visit.go("/trace")
        expect(page.locator("pre", has_text="CREATE TABLE users").first).to_be_visible()
        visit.go("/explore?left=base&right=head")
        expect(page.locator("main")).to_contain_text("What differs: users")
        visit.go("/explain")
        expect(page.get_by_role("heading", name="One trap")).to_have_count(len(lesson))


def test_the_screen_follows_with_a_finding_at_its_line(chromium: Browser, project: Path) -> None:
    """The line is the learner's own, and nothing in it is taken for HTML; what is refused stays.

    All of it with the keyboard: focus and scrolling stay where they were.
    """
    with visiting(chromium, project) as visit:
        page = visit.go("/")
        said = page.locator("[data-part=status]")
        expect(said).to_contain_text("Check 1")
        expect(page.locator(".mistake, .found")).to_have_count(0)  # no red before a mistake
        page.get_by_text("Predict first").press("Enter")
        page.locator(".predict label").first.click()
        page.locator("#foretell").click()
        expect(page.locator("#predicted")).to_be_focused()
        alembic(project, "revision", "-m", "add users table")
        (revision,) = (project / "migrations" / "versions").glob("*.py")
        page.locator(f"[data-file='migrations/versions/{revision.name}']").first.press("Enter")
        page.locator("#lines").focus()
        revision.write_text(
            revision.read_text("utf-8") + "\n\nx = '<b id=\"attack\">' +\n", "utf-8"
        )
        line = page.locator(".lines > .mistake")
        expect(line.locator("> code")).to_have_text("x = '<b id=\"attack\">' +")
        expect(line.locator(".found")).to_be_in_viewport()
        expect(page.locator("#lines")).to_be_focused()
        assert page.locator("#attack").count() == 0
        assert contrast(line.locator("> code")) >= TEXT_CONTRAST
        page.get_by_role("link", name="models.py", exact=True).press("Enter")
        expect(page.locator("#lines")).to_have_attribute("aria-label", "app/models.py")
        assert (
            page.locator("#open-editor").get_attribute("href")
            == f"vscode://file{project}/app/models.py"
        )
        hint = page.locator("#hint")
        for number in (1, 2, 3):
            hint.press("Enter")
            expect(page.locator(".hints li")).to_have_count(number)
            if number < 3:
                expect(hint).to_be_focused()
        expect(hint).to_have_count(0)
        assert list(load_progress(project)[0].hints.values()) == [[1, 2, 3]]
        command = page.locator("#command")
        command.fill("upgrad head")
        command.press("Enter")
        expect(page.locator("#refused")).to_contain_text("Did you mean alembic upgrade head")
        expect(command).to_have_value("upgrad head")
        page.locator("#meant").press("Enter")
        expect(command).to_be_focused()
        expect(page.locator(".runs .reason")).to_be_visible()
        expect(page.locator(".runs pre")).to_be_hidden()
        expect(page.locator("#refused")).to_have_count(0)
        revision.unlink()
        expect(page.locator(".files a")).to_have_count(1)
        save_progress(Progress(current="02-add-email", begun=["02-add-email"]), project)
        expect(page.get_by_role("heading", level=1)).to_have_text("Add the email column")
        visit.meant("409")


def test_the_quiz_by_keyboard_alone(chromium: Browser, project: Path, course: Course) -> None:
    """Wrong, a second try, explained, recalled and right: with the keys of the options and Enter."""
    lesson = read_lesson(course)
    with visiting(chromium, project) as visit:
        page = visit.go("/quiz")
        question = next(
            asked
            for asked in lesson.questions
            if asked.id == page.locator("[name=question]").input_value()
        )
        right = next(at for at, option in enumerate(question.options) if option.right)
        values = [
            choice.get_attribute("value") for choice in page.locator("input[type=radio]").all()
        ]
        key_of = {int(value or 0): str(key) for key, value in enumerate(values, 1)}
        wrong = [key_of[at] for at in range(len(question.options)) if at != right]

        def choose(key: str) -> None:
            page.keyboard.press(key)
            page.keyboard.press("Enter")

        assert page.evaluate("document.activeElement === document.body")  # nothing is chosen
        page.evaluate("window.same = true")
        choose(wrong[0])
        expect(page.get_by_role("heading", name="Not right. Choose once more.")).to_be_focused()
        expect(page.locator(".option")).to_have_count(len(question.options))
        expect(page.locator(".option.right")).to_have_count(0)
        choose(key_of[right])
        expect(page.get_by_role("heading", name="Right, at the second try")).to_be_focused()
        expect(page.locator(".option.wrong")).to_have_count(1)
        assert page.evaluate("window.same")
        card = load_progress(project)[0].cards[question.id]
        assert (card.wrong, card.right) == (1, 0)  # the first answer counts
        visit.go("/recall")
        choose(key_of[right])
        expect(page.get_by_role("heading", name="Right", exact=True)).to_be_focused()
        assert load_progress(project)[0].cards[question.id].right == 1
        page.reload()  # an answer is not given twice
        assert load_progress(project)[0].cards[question.id].right == 1
        visit.go("/quiz")
        page.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(page.locator("details p")).to_be_visible()


def test_what_was_read_is_marked(chromium: Browser, project: Path) -> None:
    """One part after the other; on the page and in the progress file."""
    with visiting(chromium, project) as visit:
        page = visit.go("/read")
        page.get_by_role("link", name="Begin").click()
        first = page.locator("[name=section]").input_value()
        page.get_by_role("button", name="I have read this").click()
        expect(page.locator("h1")).to_be_visible()
        assert page.locator("[name=section]").input_value() != first
        visit.go("/read")
        expect(page.locator(".contents .read-mark")).to_have_count(1)
    assert load_progress(project)[0].read == [first]


def test_a_prediction_is_kept_exported_and_imported(
    chromium: Browser, project: Path, tmp_path: Path
) -> None:
    """The next one is asked; the progress goes through the browser's own download and upload."""
    with visiting(chromium, project) as visit:
        page = visit.go("/predict")
        page.locator("label.option", has_text="empty").click()
        page.get_by_role("button", name="Answer").click()
        expect(page.get_by_role("heading", name="Right", exact=True)).to_be_visible()
        page.get_by_role("link", name="Next question").click()
        expect(page.locator("legend")).to_contain_text("Step 2")
        expect(page.locator(".marks .right")).to_have_count(1)
        assert load_progress(project)[0].predicted == {"step-1": True}
        visit.go("/summary")
        with page.expect_download() as download:
            page.get_by_role("link", name="Export the progress").click()
        download.value.save_as(tmp_path / "mine.json")
        (project / ".stillroom.json").unlink()
        page.locator("input[type=file]").set_input_files(tmp_path / "mine.json")
        page.get_by_role("button", name="Import it").click()
        expect(page.get_by_role("status")).to_contain_text("imported")
    assert load_progress(project)[0].predicted == {"step-1": True}


def test_every_page_is_accessible(
    chromium: Browser, project: Path, root: Path, course: Course
) -> None:
    """In light, in dark and on a phone axe-core finds nothing, and nothing is wider than a phone."""
    projects.write_all(projects.solved(root, course.exercises[-1]), project)
    (project / "app" / "models.py").write_text("import nothing\n", "utf-8")
    question, section = read_lesson(course).questions[0], read_lesson(course).sections[0]
    with visiting(chromium, project, reduced_motion="reduce") as visit:
        visit.go("/")
        expect(visit.page.locator(".found").first).to_be_visible()
        for path in [*ADDRESSES, f"/quiz?question={question.id}&chosen=1",
                     f"/read?section={section.id}"]:  # fmt: skip
            accessible(visit.go(path), path)
        accessible(visit.go("/#code"), "/#code", ONE_OF_EACH[1:])  # a tab, on a phone alone
        visit.meant("404")


def test_a_phone_without_a_script_has_all_of_it(chromium: Browser, project: Path) -> None:
    """Three tabs over a docked line, the menu, commands, and what is refused at the field."""
    size = {"width": 360, "height": 740}
    with visiting(chromium, project, viewport=size, java_script_enabled=False) as visit:
        page = visit.go("/")
        door = page.get_by_role("link", name="Quiz")
        expect(door).to_be_hidden()
        page.get_by_role("button", name="Menu", exact=True).press("Enter")
        expect(door).to_be_visible()
        page.keyboard.press("Escape")
        expect(door).to_be_hidden()
        for tab, part in (("Code", "#lines"), ("Database", ".rail"), ("Task", ".task h1")):
            page.get_by_role("link", name=tab, exact=True).click()
            expect(page.locator(part)).to_be_in_viewport()
            expect(page.locator("#command")).to_be_in_viewport()
        page.get_by_role("link", name="Code", exact=True).click()
        page.get_by_text("Predict first").click()
        page.locator(".predict label").first.click()
        page.get_by_role("button", name="Say so").click()
        expect(page.locator("#predicted strong")).to_be_visible()
        page.locator("#command").fill("upgrad head")
        page.get_by_role("button", name="Run", exact=True).click()
        expect(page.locator("#refused")).to_be_in_viewport()
        page.reload()
        page.goto(page.url)  # the address of the form leads back to the screen
        expect(page).to_have_url(f"{visit.origin}/")
        page.locator("#command").fill('alembic revision -m "add users table"')
        page.get_by_role("button", name="Run", exact=True).click()
        expect(page.locator(".runs .chip")).to_have_text("done")
        expect(page.locator(".rail")).to_be_visible()
        visit.go("/edit?file=app/models.py")
        page.get_by_label("Text of app/models.py").fill("x = 1\n")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        assert (project / "app" / "models.py").read_text("utf-8") == "x = 1\n"
        visit.meant("409")


def test_the_first_load_is_small(chromium: Browser, project: Path) -> None:
    """All bytes that go over the wire for the first page, answers to requests with their headers."""
    with visiting(chromium, project) as visit:
        session = visit.page.context.new_cdp_session(visit.page)
        session.send("Network.enable")
        sizes: list[float] = []
        session.on(
            "Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"])
        )
        visit.page.goto(visit.origin + "/", wait_until="load")
        total = sum(sizes)
        assert len(sizes) >= 3  # the page, its style, its script
        assert 5_000 < total < FIRST_LOAD


def test_a_file_is_edited_in_the_page(chromium: Browser, project: Path) -> None:
    """At the line of a finding, by keyboard; what another program writes meanwhile is never lost."""
    revision = project / "migrations" / "versions" / "0001_users.py"
    revision.write_text("import nothing\n", "utf-8")
    with visiting(chromium, project) as visit:
        page = visit.go("/")
        loaded: list[str] = []
        page.on("request", lambda request: loaded.append(request.url))
        edit = page.locator("[data-edit]").first
        expect(page.locator(".lines > .mistake")).to_be_visible()
        assert not any("editor.js" in url for url in loaded)
        edit.press("Enter")
        text = page.locator(".cm-content")
        expect(text).to_be_focused()
        expect(page.locator(".cm-named")).to_have_text("import nothing")
        page.keyboard.press("End")
        page.keyboard.type("  # mine")
        page.keyboard.press("Control+s")
        said = page.locator("[data-said]")
        expect(said).to_have_text("Saved.")
        assert revision.read_text("utf-8") == "import nothing  # mine\n"
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Save")).to_be_focused()
        visit.route("**/edit?*", lambda route: route.abort())  # as if it had not been noticed yet
        revision.write_text("theirs = 1\n", "utf-8")
        page.keyboard.press("Enter")
        keep = page.get_by_role("button", name="Keep mine")
        expect(keep).to_be_focused()
        expect(page.locator(".editor-other")).to_contain_text("theirs = 1")
        assert revision.read_text("utf-8") == "theirs = 1\n"
        page.unroute("**/edit?*")
        page.get_by_role("link", name="Take the one on the disk").click()
        expect(text).to_contain_text("theirs = 1")
        page.keyboard.press("Control+z")
        expect(text).to_contain_text("# mine")
        page.keyboard.press("Control+a")  # typed over, it would take the colours along as a style
        page.keyboard.insert_text('"""mine"""\n')
        expect(text).to_have_text('"""mine"""')
        expect(page.locator(".files [aria-current]")).to_contain_text(revision.name)
        page.locator("#command").fill("alembic upgarde head")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Did you mean")).to_be_in_viewport()
        accessible(page, "the editor")
        visit.meant("Failed to load")


def test_the_other_pages_open_beside_the_exercise(chromium: Browser, project: Path) -> None:
    """By menu, key and link; each has its address; Escape and Back lead to where one was."""
    with visiting(chromium, project) as visit:
        page = visit.go("/")
        page.evaluate("window.same = true")
        drawer, command = page.locator("#drawer"), page.locator("#command")
        heading = drawer.get_by_role("heading", level=1)
        command.fill("alembic cur")
        page.keyboard.press("Alt+Shift+Q")
        expect(heading).to_have_text("Quiz")
        expect(page).to_have_url(re.compile(r"/quiz$"))
        expect(page).to_have_title(re.compile("Quiz"))
        page.keyboard.press("1")
        drawer.get_by_role("button", name="Answer").click()
        expect(drawer.locator("#verdict")).to_be_focused()
        expect(page).to_have_url(re.compile(r"/quiz\?question=.*chosen=\d"))
        accessible(page, "a page in the drawer")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()
        expect(command).to_be_focused()
        expect(command).to_have_value("alembic cur")
        expect(page).to_have_url(f"{visit.origin}/")
        page.get_by_role("button", name="Menu").click()
        page.get_by_role("link", name="Explore").click()
        expect(heading).to_have_text("Explore")
        drawer.get_by_role("button", name="Show").click()
        expect(page).to_have_url(re.compile(r"/explore\?left="))
        page.go_back()
        expect(drawer).to_be_hidden()
        expect(page).to_have_url(f"{visit.origin}/")
        page.go_forward()
        expect(heading).to_have_text("Explore")
        drawer.get_by_role("button", name="Back to the exercise").click()
        expect(drawer).to_be_hidden()
        page.keyboard.press("Alt+Shift+R")
        drawer.locator(".place a").first.click()
        expect(page).to_have_url(re.compile(r"/read\?section="))
        section = page.url
        drawer.get_by_role("button", name="I have read this").click()
        expect(page).not_to_have_url(section)
        expect(drawer).to_be_visible()
        assert load_progress(project)[0].read
        assert page.evaluate("window.same")
        page.reload()
        expect(page.locator("main.page")).to_be_visible()


def test_what_is_typed_is_saved_before_a_command_uses_it(chromium: Browser, project: Path) -> None:
    """What cannot be saved is said, and nothing runs; a new revision is opened beside an idle editor."""
    models = project / "app" / "models.py"
    with visiting(chromium, project) as visit:
        page = visit.go("/?file=app/models.py")
        command, runs = page.locator("#command"), page.locator(".runs .chip")
        page.get_by_role("link", name="Edit here").click()
        text = page.locator(".cm-content")
        text.press("Control+End")
        page.keyboard.type("# mine")
        command.fill("alembic current")
        command.press("Enter")
        expect(runs).to_have_text(["done"])
        assert models.read_text("utf-8").endswith("# mine")
        expect(page.locator("[data-said]")).to_have_text("Saved.")
        command.fill('alembic revision -m "new one"')
        command.press("Enter")
        expect(page.locator(".files [aria-current]")).to_contain_text("new_one")
        expect(text).to_contain_text('"""new one')
        expect(command).to_be_focused()
        text.press("Control+End")
        page.keyboard.type("# mine too")
        visit.route("**/edit?*", lambda route: route.abort())  # as if it had not been noticed yet
        (revision,) = (project / "migrations" / "versions").glob("*new_one.py")
        revision.write_text("theirs = 1\n", "utf-8")
        page.locator("#reset").press("Enter")
        expect(page.get_by_role("button", name="Keep mine")).to_be_focused()
        assert revision.read_text("utf-8") == "theirs = 1\n"
        expect(text).to_contain_text("# mine too")
        visit.meant("Failed to load")


def test_while_a_command_runs_nothing_else_is_begun(chromium: Browser, project: Path) -> None:
    """The buttons keep their places and say so; what is typed meanwhile stays."""
    os.mkfifo(gate := project / "gate")  # whoever reads it waits until somebody writes
    revision = project / "migrations" / "versions" / "0001_users.py"
    revision.write_text(
        'revision, down_revision = "0001", None\n\ndef upgrade() -> None:\n'
        f"    open({str(gate)!r}).read()\n\ndef downgrade() -> None:\n    pass\n",
        "utf-8",
    )
    with visiting(chromium, project) as visit:
        page = visit.go("/")
        command, reset = page.locator("#command"), page.locator("#reset")
        command.fill("alembic upgrade head")
        command.press("Enter")
        expect(page.locator("#stop")).to_be_visible()
        for button in (reset, page.locator("#click-1"), page.get_by_role("button", name="Run")):
            expect(button).to_have_attribute("aria-disabled", "true")
        expect(page.locator("#stop")).not_to_have_attribute("aria-disabled", "true")
        command.fill("alembic current")
        command.press("Enter")
        reset.press("Enter")
        expect(page.locator("#wait")).to_contain_text("still running")
        accessible(page, "a command that runs")
        fields = "new URLSearchParams(new FormData(document.getElementById('reset').form))"
        refused = page.evaluate(  # as from another page, which does not know it yet
            f"fetch('/reset', {{method: 'POST', body: {fields}}}).then((answer) => answer.text())"
        )
        assert "A command is still running" in refused
        page.locator("#stop").press("Enter")
        expect(page.locator(".runs .chip")).to_have_text(["stopped"])
        expect(command).to_have_value("alembic current")
        expect(reset).not_to_have_attribute("aria-disabled", "true")
        expect(page.locator("#wait")).to_have_count(0)
        command.press("Enter")
        expect(page.locator(".runs .chip")).to_have_text(["stopped", "done"])
        visit.meant("Failed to load")


def test_a_killed_browser_loses_nothing_and_frees_its_stream(
    chromium: Browser, project: Path
) -> None:
    """The server goes on; the next browser finds everything."""
    with serving(project) as served:
        for number in (1, 2):
            browser = launched(chromium.browser_type)
            visit = Visit(browser.new_context(), served)
            page = visit.go(f"/predict?question=step-{number}")
            expect(page.locator(".marks .right")).to_have_count(number - 1)
            page.locator("label.option", has_text="empty").click()
            page.get_by_role("button", name="Answer").click()
            expect(page.get_by_role("heading", name="Right", exact=True)).to_be_visible()
            visit.go("/")
            session = browser.new_browser_cdp_session()
            processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
            (process,) = [each["id"] for each in processes if each["type"] == "browser"]
            os.kill(process, signal.SIGKILL)
            served.line()  # the address for the next browser
        assert load_progress(project)[0].predicted == {"step-1": True, "step-2": True}
        assert served.end() == 0
