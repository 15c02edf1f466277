"""The page in a real browser: through all ten steps, by keyboard, for screen readers, on a phone."""

import os
import shutil
import signal
from pathlib import Path

from playwright.sync_api import Browser, expect

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.course.lesson_files import read_lesson
from stillroom.course.table import lesson_exercises, table_steps
from stillroom.project.progress_file import load_progress
from tests.support.browser import CHROMIUM, PATIENCE, Visit, accessible, visiting
from tests.support.commands import alembic
from tests.support.web import let_in, serving, shown_by

FIRST_LOAD = 100_000  # bytes
ADDRESSES = ["/", "/read", *(f"/read?section={name}" for name in ("moments", "snapshot")), "/do", "/watch", "/predict", "/quiz",
             "/recall", "/explain", "/explore", "/trace", "/summary", "/edit?file=app/models.py&line=1", "/nothing-there"]  # fmt: skip


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


def test_all_ten_steps_are_followed_while_they_are_run(
    chromium: Browser, project: Path, root: Path, course: Course
) -> None:
    """Each state shows by itself, in the table, in the diagram and to a screen reader."""
    table = table_steps(course)
    with visiting(chromium, project) as visit:
        page = visit.go("/watch")
        state, focused = page.locator("#state"), page.locator("#now-exercise")
        expect(state).to_have_text("empty", timeout=PATIENCE)
        page.evaluate("window.same = true")  # gone if the page is loaded again
        focused.focus()
        known: set[Path] = set()
        for step in table:
            if step.argv and step.action != "look":
                known = (
                    set((project / "migrations" / "versions").glob("*.py"))
                    if step.action == "revision"
                    else known
                )
                alembic(project, *step.argv)
            elif step.action == "look":
                alembic(project, *step.argv)
            elif step.run == "edit":
                edit(project, root / "solutions" / step.exercise, known)
            found = page.locator(f"#step-{step.step} td").last.locator(".chip.right")
            expect(found).to_have_text(step.state, timeout=PATIENCE)
            expect(state).to_have_text(step.state, timeout=PATIENCE)
            expect(page.locator("[data-part=status]")).to_contain_text(
                f"now: {step.state}.", timeout=PATIENCE
            )
            diagram = page.locator("[data-part=schema]")
            if "email" in step.state:
                expect(diagram).to_contain_text("email", timeout=PATIENCE)
            else:
                expect(diagram).not_to_contain_text("email", timeout=PATIENCE)
        assert page.evaluate("window.same")
        expect(focused).to_be_focused()
        # What the models declare is looked at meanwhile: it may be told after the last command.
        expect(page.locator(".events li", has_text="upgrade head").first).to_be_visible()
        expect(page.locator("tr[aria-current]")).to_have_count(0)
        visit.go("/trace")
        expect(page.locator("pre", has_text="CREATE TABLE users").first).to_be_visible()
        expect(page.locator("pre", has_text="ADD").first).to_be_visible()
        visit.go("/explore")
        page.get_by_label("On the left").select_option("base")
        page.get_by_label("On the right").select_option("head")
        page.get_by_role("button", name="Show").click()
        expect(page.locator("main")).to_contain_text("What differs: users")


def test_findings_show_the_line_and_hints_come_one_by_one(chromium: Browser, project: Path) -> None:
    """The line is the learner's own, and nothing in it is taken for HTML."""
    with visiting(chromium, project) as visit:
        page = visit.go("/do")
        expect(page.locator("[data-part=findings]")).to_contain_text(
            "nothing-done", timeout=PATIENCE
        )
        alembic(project, "revision", "-m", "add users table")
        (revision,) = (project / "migrations" / "versions").glob("*.py")
        revision.write_text(
            revision.read_text("utf-8") + "\n\nx = '<b id=\"attack\">' +\n", "utf-8"
        )
        line = page.locator(".excerpt [aria-current]")
        expect(line).to_contain_text("x = '<b id=\"attack\">' +", timeout=PATIENCE)
        assert page.locator("#attack").count() == 0
        for number in (1, 2):
            page.get_by_role("button", name="Show a hint").click()
            expect(page.locator("[data-part=hints] li")).to_have_count(number)
        assert list(load_progress(project)[0].hints.values()) == [2]


def test_an_exercise_is_explained_once_it_is_passed(
    chromium: Browser, project: Path, root: Path, course: Course
) -> None:
    """Before, it says how; the page notices by itself when it has passed."""
    first = course.exercises[0]
    with visiting(chromium, project) as visit:
        page = visit.go("/explain")
        expect(page.get_by_role("heading", name="One trap")).to_have_count(0)
        visit.go("/do")
        projects.write_all(first.solution, project)
        expect(page.locator("[data-part=findings] .chip").first).to_contain_text(
            "passed", timeout=PATIENCE
        )
        visit.go("/explain")
        expect(page.get_by_role("heading", name="One trap")).to_have_count(1)
        visit.go("/summary")
        expect(page.locator(".numbers")).to_contain_text(f"1 of {len(course.ids)}")


def test_the_quiz_by_keyboard_alone(chromium: Browser, project: Path, course: Course) -> None:
    """Wrong, a second try, explained, recalled and right: with the keys of the options and Enter."""
    lesson = read_lesson(course)
    with visiting(chromium, project) as visit:
        page = visit.go("/quiz")
        question = next(
            one
            for one in lesson.questions
            if one.id == page.locator("[name=question]").input_value()
        )
        right = next(at for at, option in enumerate(question.options) if option.right)
        values = [one.get_attribute("value") for one in page.locator("input[type=radio]").all()]
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


def test_a_prediction_is_made_and_kept(chromium: Browser, project: Path) -> None:
    """And the next one is asked."""
    with visiting(chromium, project) as visit:
        page = visit.go("/predict")
        page.locator("label.option", has_text="empty").click()
        page.get_by_role("button", name="Answer").click()
        expect(page.get_by_role("heading", name="Right", exact=True)).to_be_visible()
        page.get_by_role("link", name="Next question").click()
        expect(page.locator("legend")).to_contain_text("Step 2")
        expect(page.locator(".marks .right")).to_have_count(1)
    assert load_progress(project)[0].predicted == {"step-1": True}


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


def test_progress_is_exported_and_imported(
    chromium: Browser, project: Path, tmp_path: Path
) -> None:
    """Through the browser's own download and upload."""
    with visiting(chromium, project) as visit:
        page = visit.go("/predict?question=step-1")
        page.locator("label.option", has_text="empty").click()
        page.get_by_role("button", name="Answer").click()
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
        visit.go("/do")
        expect(visit.page.locator(".finding").first).to_be_visible(timeout=PATIENCE)
        for path in [*ADDRESSES, f"/quiz?question={question.id}&chosen=1",
                     f"/read?section={section.id}"]:  # fmt: skip
            accessible(visit.go(path), path)
        visit.wrong = [one for one in visit.wrong if "404" not in one]


def test_the_menu_of_a_phone_opens_and_closes(chromium: Browser, project: Path) -> None:
    """With the keyboard, and without a script."""
    size = {"width": 320, "height": 640}
    with visiting(chromium, project, viewport=size, java_script_enabled=False) as visit:
        page = visit.go("/")
        door = page.get_by_role("link", name="Quiz")
        expect(door).to_be_hidden()
        page.get_by_role("button", name="Menu").press("Enter")
        expect(door).to_be_visible()
        page.keyboard.press("Escape")
        expect(door).to_be_hidden()


def test_everything_but_the_live_part_works_without_a_script(
    chromium: Browser, project: Path
) -> None:
    """There is a link to load the page again."""
    with visiting(chromium, project, java_script_enabled=False) as visit:
        page = visit.go("/watch")
        alembic(project, "revision", "-m", "add users table")
        visit.served.line()  # the address for another browser
        with let_in(visit.served) as client:
            shown_by(client, "events", "A new revision")
        page.get_by_role("link", name="Load it again").click()
        expect(page.locator(".events li", has_text="A new revision")).to_be_visible()
        visit.go("/predict")
        page.locator("label.option", has_text="empty").click()
        page.get_by_role("button", name="Answer").click()
        expect(page.get_by_role("heading", name="Right", exact=True)).to_be_visible()
        visit.go("/edit?file=app/models.py")
        page.get_by_label("Text of app/models.py").fill("x = 1\n")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        assert (project / "app" / "models.py").read_text("utf-8") == "x = 1\n"


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
        page = visit.go("/do")
        loaded: list[str] = []
        page.on("request", lambda request: loaded.append(request.url))
        edit = page.locator("[data-edit]").first
        edit.wait_for(timeout=PATIENCE)
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
        page.route("**/edit?*", lambda route: route.abort())  # as if it had not been noticed yet
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
        accessible(page, "the editor")
        visit.wrong = [one for one in visit.wrong if "Failed to load" not in one]


def test_a_lost_server_is_said_and_found_again(chromium: Browser, project: Path) -> None:
    """The page says that the connection is lost; the answers that were given are kept."""
    with serving(project) as served:
        context = chromium.new_context()
        visit = Visit(context, served)
        page = visit.go("/predict")
        page.locator("label.option", has_text="empty").click()
        page.get_by_role("button", name="Answer").click()
        visit.go("/watch")
        expect(page.locator("#offline")).to_be_hidden()
        served.end(signal.SIGKILL)
        expect(page.locator("#offline")).to_be_visible(timeout=PATIENCE)
        context.close()
    with visiting(chromium, project) as again:
        expect(again.go("/predict").locator(".marks .right")).to_have_count(1)


def test_a_killed_browser_loses_nothing_and_frees_its_stream(
    chromium: Browser, project: Path
) -> None:
    """The server goes on; the next browser finds everything."""
    with serving(project) as served:
        assert CHROMIUM is not None
        for number in (1, 2):
            browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            visit = Visit(browser.new_context(), served)
            page = visit.go(f"/predict?question=step-{number}")
            expect(page.locator(".marks .right")).to_have_count(number - 1)
            page.locator("label.option", has_text="empty").click()
            page.get_by_role("button", name="Answer").click()
            expect(page.get_by_role("heading", name="Right", exact=True)).to_be_visible()
            visit.go("/watch")
            session = browser.new_browser_cdp_session()
            processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
            (process,) = [one["id"] for one in processes if one["type"] == "browser"]
            os.kill(process, signal.SIGKILL)
            served.line()  # the address for the next browser
        assert load_progress(project)[0].predicted == {"step-1": True, "step-2": True}
        assert served.end() == 0


def test_all_four_exercises_with_a_browser_and_an_editor_alone(
    chromium: Browser, project: Path, root: Path, course: Course
) -> None:
    """Every command of the table is typed into the page; each exercise passes in its turn."""
    versions = project / "migrations" / "versions"
    known = set[Path]()
    with visiting(chromium, project) as visit:
        page = visit.go("/do")
        for exercise in (lesson := lesson_exercises(course)):
            expect(page.get_by_role("heading", level=1)).to_contain_text(exercise.title)
            if not any(step.run == "edit" for step in exercise.steps):
                projects.write_all(exercise.solution, project)
            for step in exercise.steps:
                if step.action == "revision":
                    known = set(versions.glob("*.py"))
                if step.argv:
                    page.get_by_label("Command", exact=True).fill(step.command)
                    page.get_by_role("button", name="Run", exact=True).click()
                    expect(page.locator("#console ~ p .chip")).to_have_text("ended well")
                if step.action == "revision":
                    (written,) = set(versions.glob("*.py")) - known
                    expect(page.locator("#console ~ pre")).to_contain_text(written.name)
                if step.run == "edit":
                    edit(project, root / "solutions" / exercise.id, known)
            passed = page.locator("[data-part=findings] > p .chip")
            expect(passed).to_contain_text("passed,", timeout=PATIENCE)
            if (following := course.after(exercise)) in lesson:
                page.get_by_role("button", name=f"Go on with {following.id}").click()
        assert load_progress(project)[0].passed == [exercise.id for exercise in lesson]
        visit.go("/watch")
        expect(page.locator("tr .chip.right")).to_have_count(len(table_steps(course)))
        expect(page.locator("#state")).to_have_text(table_steps(course)[-1].state)
