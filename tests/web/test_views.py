"""What the pages show, as values: made of a state that is written down here, without any process."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from stillroom.course.base import ENVIRONMENT
from stillroom.course.course import Course
from stillroom.course.lesson import Question
from stillroom.course.lesson_files import read_lesson
from stillroom.databases.base import Sample
from stillroom.errors import StillroomError
from stillroom.project.advice import FACE, Advice, InText, NextStep, TableCommand, advice
from stillroom.project.events import Event
from stillroom.project.lesson_progress import begin
from stillroom.project.own_database import Standing, in_use
from stillroom.project.progress import Progress, Stuck
from stillroom.project.snapshot import Snapshot, revisions
from stillroom.results.finding import Finding, SourceLine
from stillroom.schema.model import Column, Schema, Table
from stillroom.submission.intake import Submission
from stillroom.web.course_material import CourseMaterial
from stillroom.web.live import LiveState
from stillroom.web.render import FOLDER, MENU, Templates
from stillroom.web.run_command import Ran
from stillroom.web.typed_command import Refused
from stillroom.web.urls import url
from stillroom.web.views import lesson_table, parts
from stillroom.web.views.action import Action
from stillroom.web.views.code import MOST_LINES, code, editor_address
from stillroom.web.views.console import clicks, console, failure, prompt
from stillroom.web.views.database import history, standing, tables
from stillroom.web.views.explain_summary import beside, explained
from stillroom.web.views.frame import frame
from stillroom.web.views.hints import ShownHint, hints
from stillroom.web.views.learner import Asked, Chip, Learner
from stillroom.web.views.now import Now, now
from stillroom.web.views.parts import PARTS
from stillroom.web.views.passed import passed
from stillroom.web.views.predict import predict
from stillroom.web.views.questions import quiz_queue, quiz_view, recall_view, take_answer
from stillroom.web.views.reading import chapter_view, contents
from stillroom.web.views.steps import steps
from tests.support import records

pytestmark = pytest.mark.fast
TODAY = date(2026, 1, 1)
SEEN = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def material(course: Course) -> CourseMaterial:
    return CourseMaterial(course, read_lesson(course))


@pytest.fixture
def learner(material: CourseMaterial, tmp_path: Path) -> Learner:
    """A learner who has done nothing yet; the first check has not ended."""
    (tmp_path / ENVIRONMENT).parent.mkdir()
    (tmp_path / ENVIRONMENT).touch()
    live = LiveState(
        run="run", version=1, notice=None, progress=Progress(), exercise=None,
        snapshot=Snapshot(schema=Schema(), database="app.db"), earlier_schema=None, standing=None,
        table=tuple(begin(material.course)), events=(), result=None, checking=True, checks=0, next=advice("Wait."),
    )  # fmt: skip
    return Learner(tmp_path, material, live, commands=("alembic upgrade head", "alembic current"))


def changed(learner: Learner, **changes: object) -> Learner:
    return replace(learner, live=replace(learner.live, **changes))  # type: ignore[arg-type]


def failed(learner: Learner, *findings: Finding) -> Learner:
    """A learner whose first exercise was checked, with *findings*."""
    result = records.result("failed").model_copy(
        update={"exercise": learner.material.course.ids[0], "findings": findings}
    )
    return changed(learner, result=result, checking=False, checks=1)


def with_files(learner: Learner, files: dict[str, str]) -> Learner:
    """A learner whose project has *files*: path to content."""
    encoded = {path: content.encode() for path, content in files.items()}
    submission = Submission("project", encoded, {})
    revised = {path: text for path, text in encoded.items() if path.startswith("migrations")}
    snapshot = replace(learner.live.snapshot, submission=submission, revisions=revisions(revised))
    return changed(learner, snapshot=snapshot)


def test_every_part_can_be_shown_before_the_first_check(learner: Learner) -> None:
    shown = parts.parts(learner, *PARTS)
    assert set(shown) == set(PARTS)
    templates = Templates(url, token="", live=True, course_title="Course")
    for name, view in shown.items():
        assert "undefined" not in templates.render(f"parts/{name}", **{name: view})


# ---------------------------------------------------------------------------- now, steps, a pass


def test_the_one_next_thing_is_a_button(learner: Learner) -> None:
    """Whatever leads on: a command, a form with what it applies to, or a page."""
    upgrade = NextStep("upgrade", "head")
    cases = {
        upgrade: Action("alembic upgrade head", "/run", fields={"command": "alembic upgrade head"}, is_command=True),
        NextStep("reset", option="--database"): Action("Reset the database", "/reset", fields={"what": "database"}),
        NextStep("start", "07-orders"): Action("Begin it", "/start", fields={"exercise": "07-orders"}),
        NextStep("next"): Action("Go on: Add the email column", "/next"),
        NextStep("quiz"): Action("Quiz", page="quiz"),
    }  # fmt: skip
    for step, action in cases.items():
        shown = now(changed(learner, next=advice("It is behind.", InText(" Run: "), step)))
        assert (shown.words, shown.action) == ("It is behind.", action)
    bare = advice(InText("Run: "), upgrade, InText("."))
    assert now(changed(learner, next=bare)).words == ""
    assert now(learner).action is None


def test_a_step_of_the_lesson_is_a_button_too(learner: Learner) -> None:
    command = TableCommand("alembic downgrade -1", "back to users")
    fields = {"command": command.command}
    button = Action(command.command, "/run", fields=fields, is_command=True)
    for words, part in (
        ("The next step:", InText("Step 7: ")), ("See it happen:", "See it happen: ")
    ):  # fmt: skip
        shown = now(changed(learner, next=advice(part, command)))
        assert shown == Now(words, button, effect="back to users")


def test_a_mistake_is_led_to_and_nothing_is_one_before_it(learner: Learner) -> None:
    finding = Finding(
        code="table-misspelt", message="m", hint="h", file="migrations/versions/a.py", line=3
    )
    table = tuple(replace(each, status="met") for each in learner.live.table[:2])
    mended = changed(failed(learner, finding), table=(*table, *learner.live.table[2:]))
    assert (now(mended).place, now(mended).file) == ("line 3", finding.file)
    assert [line.mark for line in steps(mended).lines[:3]] == ["done", "mistake", ""]
    lacking = finding.model_copy(
        update={"code": "revision-missing"}
    )  # nothing in the file is wrong
    missing = changed(failed(learner, lacking), table=(*table, *learner.live.table[2:]))
    assert [line.mark for line in steps(missing).lines[:3]] == ["done", "done", ""]
    assert {line.mark for line in steps(learner).lines} == {""}


def test_a_new_revision_is_led_to_while_another_file_is_open(learner: Learner) -> None:
    """The one to fill in is another file than the one that stands in the editor."""
    file = "migrations/versions/b.py"
    empty = Finding(code="upgrade-empty", message="m", hint="h", file=file, line=23)
    shown = now(changed(failed(learner, empty), next=Advice(("h",), mends=empty)))
    assert (shown.place, shown.file) == ("line 23", file)


def test_a_finding_is_said_with_its_hint_and_not_while_it_is_looked_for_anew(
    learner: Learner,
) -> None:
    finding = Finding(code="table-misspelt", message="It is usr.", hint="Write user.")
    mended = changed(failed(learner, finding), next=Advice(("Write user.",), mends=finding))
    assert now(mended).words == "It is usr. Write user."
    assert now(changed(mended, checking=True)).words == "Your files are being checked."


def test_a_pass_says_what_was_learned_and_leads_on(learner: Learner) -> None:
    """But not while the own database is behind: then there is one thing left to do."""
    first = learner.material.course.ids[0]
    result = records.result("passed").model_copy(update={"exercise": first})
    done = changed(learner, result=result, checking=False, progress=Progress(passed=[first]))
    shown = passed(done)
    assert shown is not None
    assert shown.action == Action("Go on: Add the email column", "/next")
    assert shown.learned
    assert now(done).action is None
    behind = with_files(done, FILES)  # before anything is found out of the database
    assert passed(behind) is None
    assert (
        passed(changed(done, standing=Standing("It is behind.", NextStep("upgrade", "head"))))
        is None
    )
    assert passed(learner) is None


def test_a_database_in_use_is_no_pass_before_its_version_is_that_of_the_files(
    learner: Learner,
) -> None:
    """What is not known while another program holds it is not taken to be right."""
    files = {"migrations/versions/1.py": 'revision = "1"\n\ndef upgrade():\n    x()\n'}
    done = with_files(failed(learner), files)
    result = done.live.result
    assert result is not None
    done = changed(done, result=result.model_copy(update={"verdict": "passed", "findings": ()}))
    held = replace(done.live.snapshot, busy=True, database="app.db")
    words = advice("It is in use.")
    done = changed(done, snapshot=held, standing=in_use(held), next=words)
    assert passed(done) is None
    assert now(done).words == "It is in use."
    assert passed(changed(done, snapshot=replace(held, versions=("1",)))) is not None


@pytest.mark.parametrize(
    ("line", "sentence"),
    [("it is in use: try again", "it is in use: try again."), ("It is so.", "It is so."), ("Is it?", "Is it?")],
)  # fmt: skip
def test_why_nothing_was_done_is_a_sentence(learner: Learner, line: str, sentence: str) -> None:
    """A line of a command has no full stop, and more is said behind it in the page."""
    refused = replace(learner, asked=Asked(refused=StillroomError(line)))
    assert now(refused).said == sentence


def test_what_is_wrong_with_the_database_is_said_once(learner: Learner) -> None:
    """In the place of its tables, and not once more below them."""
    trouble = "app.db cannot be read."
    there = replace(learner.live.snapshot, schema=None, trouble=trouble, database=trouble)
    own = Standing(f"Your own database: {trouble}")
    assert standing(changed(learner, snapshot=there, standing=own)) == ""
    assert tables(changed(learner, snapshot=there)).why == trouble
    busy = replace(there, busy=True, trouble="", database="app.db")
    own = Standing("Your own database, app.db, is in use: wait.")
    assert standing(changed(learner, snapshot=busy, standing=own)) == ""
    assert "is in use" in tables(changed(learner, snapshot=busy)).why
    elsewhere = Standing("alembic.ini leads elsewhere.")
    assert standing(changed(learner, snapshot=there, standing=elsewhere)) == elsewhere.words


def test_an_exercise_that_the_course_does_not_have_is_named(learner: Learner) -> None:
    """On every page, beside what else there is to say."""
    said = "You were at 99-gone, which is no exercise of this course."
    there = changed(learner, progress=Progress(current="99-gone"))
    assert (frame(there).notice, PARTS["notice"](there)) == (said, said)
    both = changed(there, notice="The progress was damaged.")
    assert frame(both).notice == f"The progress was damaged. {said}"
    assert frame(learner).notice == PARTS["notice"](learner) == ""
    (learner.project / ENVIRONMENT).unlink()
    assert frame(learner).notice.startswith(f"{ENVIRONMENT} is not there")


def test_a_step_that_two_exercises_have_is_shown_in_both(learner: Learner) -> None:
    """But not the row that says that nothing is left: there is nothing to do in it."""
    course = learner.material.course
    shown = {
        name: [line.words for line in steps(changed(learner, exercise=course.find(name))).lines]
        for name in ("03", "04")
    }
    models = "compare app/models.py with the database"
    assert shown["03"] == ["alembic downgrade -1", models]
    assert shown["04"] == ["alembic downgrade -1", "alembic upgrade head", models]


@pytest.mark.parametrize(("done", "unseen"), [(7, "alembic downgrade -1"), (8, ""), (9, "")])
def test_a_pass_names_the_way_back_that_was_not_gone(
    learner: Learner, done: int, unseen: str
) -> None:
    """But no upgrade: from the newest revision it would do nothing."""
    exercise = learner.material.course.find("04")
    result = records.result("passed").model_copy(update={"exercise": exercise.id})
    table = [
        replace(each, status="met") if each.step.step <= done else each
        for each in learner.live.table
    ]
    shown = passed(changed(learner, exercise=exercise, result=result, table=table))
    assert shown is not None
    assert (shown.unseen.fields["command"] if shown.unseen else "") == unseen


def test_behind_the_last_exercise_the_first_that_is_left_comes(learner: Learner) -> None:
    course = learner.material.course
    result = records.result("passed").model_copy(update={"exercise": course.ids[-1]})
    at_last = Progress(current=course.ids[-1], passed=list(course.ids[1:]))
    done = changed(learner, result=result, exercise=course.exercises[-1], progress=at_last)
    shown = passed(done)
    assert shown is not None
    assert (shown.action.form, shown.action.fields) == ("/start", {"exercise": course.ids[0]})
    whole = passed(
        changed(done, progress=Progress(current=course.ids[-1], passed=list(course.ids)))
    )
    assert whole is not None
    assert (whole.is_last, whole.action.page) == (True, "summary")


def test_what_the_exercise_begins_with_is_no_mistake(learner: Learner) -> None:
    two_heads = learner.material.course.find("10-two-heads")
    finding = Finding(code="two-heads", message="m", hint="h", file="app/models.py", line=1)
    at_ten = changed(failed(learner, finding), progress=Progress(current=two_heads.id), table=())
    begun = with_files(at_ten, FILES)
    assert [found.kind for line in code(begun).lines for found in line.found] == ["todo"]
    done = [replace(each, status="met") for each in begin(learner.material.course, two_heads)]
    later = code(changed(begun, table=tuple(done)))
    assert [found.kind for line in later.lines for found in line.found] == ["mistake"]


def test_a_prediction_is_asked_and_judged_in_its_place(learner: Learner) -> None:
    asked = predict(learner)
    assert asked is not None
    assert asked.answered is None
    right = asked.question.right
    judged = predict(replace(learner, asked=Asked(predicted=right)))
    assert judged is not None
    assert judged.answered is not None
    assert judged.answered.right


# ---------------------------------------------------------------------------- the code


FILES = {
    "app/models.py": "class User:\n    pass\n",
    "migrations/versions/a.py": 'revision = "a"\ndown_revision = None\n\n\ndef upgrade():\n    op.x()\n',
    "tests/secret.py": "secret\n",
}


def test_the_file_with_the_first_mistake_is_shown_with_it_at_its_line(learner: Learner) -> None:
    at_models = Finding(code="model-missing", message="m", hint="h", file="app/models.py", line=1)
    elsewhere = Finding(code="column-order", message="n", hint="h", advice=True)
    project = with_files(failed(learner, at_models, elsewhere), FILES)
    shown = code(project)
    assert [(tab.name, tab.is_chosen, tab.has_mistake) for tab in shown.tabs] == [
        ("models.py", True, True), ("a.py", False, False),
    ]  # fmt: skip
    assert [line.number for line in shown.lines if line.found] == [1]
    assert [found.finding for found in shown.elsewhere] == [elsewhere]
    checking = code(changed(project, checking=True))
    assert not any(line.found for line in checking.lines)
    assert checking.elsewhere == ()


def test_a_finding_stays_at_its_line_as_long_as_the_line_is_the_same(learner: Learner) -> None:
    """While it is checked, too: a command has no part in what the files say."""
    excerpt = (SourceLine(number=1, text="class User:"),)
    finding = Finding(
        code="model-missing", message="m", hint="h", file="app/models.py", line=1, excerpt=excerpt
    )
    checking = changed(failed(learner, finding), checking=True)
    models = {"app/models.py": FILES["app/models.py"]}
    assert code(with_files(checking, models)).lines[0].found
    edited = code(with_files(checking, {"app/models.py": "\n" + models["app/models.py"]}))
    assert not any(line.found for line in edited.lines)


def test_a_file_can_be_chosen_and_no_other_than_the_learners(learner: Learner) -> None:
    project = with_files(learner, FILES)
    assert code(project).path == "migrations/versions/a.py"
    for asked, path in {
        "app/models.py": "app/models.py",
        "../secret.py": "migrations/versions/a.py",
        "tests/secret.py": "migrations/versions/a.py",
    }.items():
        assert code(replace(project, asked=Asked(asked))).path == path
    long = with_files(learner, {"app/models.py": "x\n" * 9000})
    assert len(code(long).lines) == MOST_LINES


def test_the_address_for_an_editor_names_the_line() -> None:
    assert editor_address(Path("/a b/ü.py"), 3) == "vscode://file/a%20b/%C3%BC.py:3"
    assert editor_address(Path("/a.py"), 0) == "vscode://file/a.py"


# ---------------------------------------------------------------------------- the console


GONE_PARTS = "The folder of the migrations, or its env.py, is gone. Bring it back as it was, from Git or from a new copy of the project."


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("Traceback\n  File\nsqlalchemy.exc.OperationalError: (sqlite3.OperationalError) duplicate column name: email\n[SQL: x]\n(Background)",
         "The table has a column email already."),
        ("FAILED: Path doesn't exist: /p/migrations.  Please use the 'init' command to create a new scripts folder.", GONE_PARTS),
        ("Traceback\n  File\nImportError: Can't find Python file /p/migrations/env.py", GONE_PARTS),
        ("FAILED: Target database is not up to date.",
         "Your database is not at the newest revision, and this compares with it. First run: alembic upgrade head"),
        ("FAILED: Multiple head revisions are present for given argument 'head'; please specify",
         "The history has more than one head, and this needs exactly one. The finding says how they become one."),
        ("FAILED: Can't locate revision identified by '00\x1b09'",
         "No file has the revision 00\\x1b09. If your database is at it, bring its file back, or reset the database."),
        ("FAILED: Relative revision -1 didn't produce 1 migrations",
         "So many steps back there are not: the database is nearer to the beginning."),
        ("FAILED: Relative revision +5 didn't produce 5 migrations",
         "So many steps on there are not: the database is nearer to the newest revision."),
        ("FAILED: Multiple heads are present; please specify the head revision on which the new revision should be based",
         "The history has more than one head, and this needs exactly one. The finding says how they become one."),
        ("FAILED: No such revision or branch '12'",
         "No file has the revision 12. If your database is at it, bring its file back, or reset the database."),
        ("UserWarning: Revision 0030 referenced from 0030 -> 044d (head), rename is not present\nTraceback\nKeyError: '0030'",
         "A revision follows 0030, and no file has that revision. Look at down_revision."),
        ("FAILED: Cycle is detected in revisions (a, b)",
         "The revisions a, b follow one another in a circle. Look at their down_revision."),
        ("FAILED: Self-loop is detected in revisions (a)",
         "The revision a follows itself. Look at its down_revision."),
        ("FAILED: Destination 0004 is not a valid downgrade target from current head(s)",
         "There is no way back to 0004: your database is not past it. This says where it is: alembic current"),
        ("FAILED: Revision 0001 is not a head revision; please specify --splice to create a new branch from this revision",
         "Another revision follows 0001 already, so nothing is put behind it. Name a head, or none."),
        ("FAILED: Requested revision 0002 overlaps with other requested revisions 0001",
         "0002 and 0001 stand on one line of the history. Name the newer one only."),
        ("sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) unable to open database file",
         "There is no folder for the database, or nobody may write to it. Look at DATABASE_URL."),
        ("usage: alembic\nalembic: error: unrecognized arguments: x y", "Alembic does not know x y here."),
        ("alembic upgrade: error: the following arguments are required: revision",
         "Something is missing behind the command: revision."),
        ("alembic history: error: argument -r/--rev-range: expected one argument",
         "A value is missing behind -r/--rev-range."),
        ("alembic.script.revision.RevisionError: Branch name 'a' in revision b already used by revision c",
         "Branch name 'a' in revision b already used by revision c"),
        ("sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) database is locked\n[SQL: x]",
         "Another command or program changes the database now. Wait until that has ended, or end it. Then run this again."),
        ("nothing of the kind", ""),
    ],
)  # fmt: skip
def test_an_error_is_one_sentence(output: str, sentence: str) -> None:
    assert failure(output) == sentence


def test_the_console_says_how_each_command_ended(learner: Learner) -> None:
    runs = (
        Ran(1, "alembic current", "a", 0),
        Ran(2, "alembic upgrade head", "FAILED: no", 1),
        Ran(3, "alembic upgrade head", "", None, "stopped"),
        Ran(4, "alembic upgrade head", "b\n" * 20, is_running=True),
    )
    shown = console(replace(learner, runs=runs))
    assert [run.status.words for run in shown.runs] == ["done", "failed", "stopped", "running"]
    assert [run.is_folded for run in shown.runs] == [False, True, False, True]
    assert shown.is_running
    ended = parts.status(replace(learner, runs=runs[:2]))
    assert ended.command == "alembic upgrade head: failed. no"


def test_a_refused_line_stays_with_what_may_have_been_meant(learner: Learner) -> None:
    refused = Refused("Not run.", "upgrade head", "alembic upgrade head")
    shown = prompt(replace(learner, asked=Asked(refused=refused)))
    assert (shown.typed, shown.refused, shown.meant) == (
        "upgrade head", "Not run.", "alembic upgrade head",
    )  # fmt: skip
    assert clicks(learner) == (
        'alembic revision -m "add users table"', "alembic upgrade head", "alembic history", "alembic current",
    )  # fmt: skip


# ---------------------------------------------------------------------------- the database


def users(*columns: str) -> Schema:
    made = tuple(Column(name, "INTEGER", nullable=True) for name in columns)
    return Schema({"users": Table("users", made)})


def test_tables_show_what_came_and_what_went(learner: Learner) -> None:
    snapshot = Snapshot(
        schema=users("id", "email"), database="app.db",
        samples={"users": Sample.of([{"id": number, "email": None} for number in range(5)])},
    )  # fmt: skip
    project = changed(learner, snapshot=snapshot, earlier_schema=users("id", "name"))
    (table,) = tables(project).tables
    assert [(part.cells[0], part.mark) for part in table.parts] == [
        ("id", ""), ("email", "came"), ("name", "went"),
    ]  # fmt: skip
    assert (table.count, table.rows[0], len(table.rows)) == (5, ("0", None), 3)
    (gone,) = tables(changed(project, snapshot=Snapshot(schema=Schema()))).tables
    assert (gone.mark, gone.rows) == ("went", ())
    (same,) = tables(changed(project, earlier_schema=None)).tables
    assert {same.mark, *(part.mark for part in same.parts)} == {""}


def test_the_history_has_two_markers(learner: Learner) -> None:
    files = {
        f"migrations/versions/{name}.py": f'revision = "{name}"\ndown_revision = {parent!r}\ndef upgrade():\n    pass\n'
        for name, parent in (("a", None), ("b", "a"))
    }
    project = with_files(learner, files)
    at_a = changed(project, snapshot=replace(project.live.snapshot, versions=("a",)))
    assert [(each.id, each.has_database, each.is_head) for each in history(at_a).places] == [
        ("base", False, False), ("a", True, False), ("b", False, True),
    ]  # fmt: skip
    lost = changed(project, snapshot=replace(project.live.snapshot, versions=("gone",)))
    assert history(lost).places[-1].note == "no file has this revision"
    broken = with_files(learner, {**files, "migrations/versions/gone.py": "revision = \n"})
    hidden = changed(broken, snapshot=replace(broken.live.snapshot, versions=("gone",)))
    assert history(hidden).places[-1].note == "a revision file cannot be read now"


# ---------------------------------------------------------------------------- what else there is


def test_the_exercise_is_the_remembered_one_else_the_checked_one_else_the_first(
    learner: Learner, course: Course
) -> None:
    first, second, third, *_ = course.exercises
    assert learner.exercise == first
    remembered = changed(learner, progress=Progress(current=second.id))
    assert remembered.exercise == second
    assert changed(remembered, exercise=third).exercise == second
    assert changed(learner, exercise=third).exercise == third
    assert changed(learner, progress=Progress(current="gone")).exercise == first
    went_on = Progress(only=second.id, current=third.id)
    assert changed(learner, progress=went_on).exercise == third


def test_the_table_says_what_was_seen_and_what_comes_next(learner: Learner) -> None:
    first, second, third, *rest = learner.live.table
    table = (
        replace(first, status="earlier", state="empty"),
        replace(second, status="met", state="empty"),
        replace(third, status="differs", state="unknown"),
        *rest,
    )
    events = tuple(Event("edit", "Edited.", step=step, at=SEEN) for step in (1, 2))
    rows = lesson_table.table(changed(learner, table=table, events=events)).rows
    assert [row.yours for row in rows[:4]] == [
        Chip("empty", "right"), Chip("empty", "right"), Chip("unknown", "wrong"), None,
    ]  # fmt: skip
    assert [row.seen for row in rows[:3]] == [None, SEEN, None]
    assert [row.step.step for row in rows if row.is_next] == [3]


def test_hints_are_those_that_were_shown(learner: Learner) -> None:
    exercise = learner.exercise
    stuck = Stuck(exercise=exercise.id, code="model-column-type")
    seen = changed(learner, progress=Progress(hints={exercise.id: [4, 1]}, stuck=stuck))
    assert hints(learner).shown == ()
    texts = [hint.text for hint in exercise.definition.hints]
    assert hints(seen).shown == (ShownHint(texts[3], True), ShownHint(texts[0], False))
    assert hints(seen).total == 4  # with the other two of the whole task


def test_the_bar_marks_the_passed_and_the_current(learner: Learner) -> None:
    first, second, *_ = learner.material.course.ids
    at_second = changed(learner, progress=Progress(passed=[first], current=second))
    assert [(each.is_passed, each.is_here) for each in parts.course(at_second)[:3]] == [
        (True, False), (False, True), (False, False),
    ]  # fmt: skip


def test_an_exercise_is_explained_once_it_has_passed(course: Course) -> None:
    (first,) = explained(course, Progress(passed=[course.ids[0]]))
    assert not first.missing
    assert [title for title, _ in first.parts] == ["Why this way", "One alternative", "One trap"]
    assert explained(course, Progress()) == ()


def test_the_reference_is_shown_beside_the_own_code_once_it_has_passed(learner: Learner) -> None:
    """That of the exercise that was asked for, and never of one that has not passed."""
    first, second, *_ = learner.material.course.ids
    assert beside(learner, first) is None
    (learner.project / "app").mkdir()
    (learner.project / "app" / "models.py").write_bytes(b"mine = 1\n")
    has_passed = changed(learner, progress=Progress(current=first, passed=[first]))
    for asked in ("", first, second, "nothing"):
        shown = beside(has_passed, asked)
        assert shown is not None
        assert shown.id == first
        models = next(file for file in shown.files if file.path == "app/models.py")
        assert models.own == "mine = 1"
        assert "class User" in (models.reference or "")


# ---------------------------------------------------------------------------- reading and questions


def test_one_begins_with_the_first_chapter_that_was_not_read(material: CourseMaterial) -> None:
    known = contents(material.lesson).chapters
    begin = contents(material.lesson, [known[0].id]).begin
    assert begin == known[1]
    assert contents(material.lesson, [chapter.id for chapter in known]).begin == known[0]
    view = chapter_view(material.lesson, known[1].id, [known[1].id])
    assert view is not None
    assert (view.number, view.total, view.is_read) == (2, len(known), True)
    assert view.following == known[2]
    assert chapter_view(material.lesson, known[-1].id).following is None  # type: ignore[union-attr]
    assert chapter_view(material.lesson, "nothing") is None


def right_option(question: Question) -> int:
    return next(index for index, option in enumerate(question.options) if option.right)


def test_the_next_question_is_one_without_a_right_answer(material: CourseMaterial) -> None:
    """Those never answered come first, then the wrong ones; the right ones do not come by themselves."""
    progress = Progress()
    first, second, *_ = quiz_queue(material.lesson, progress)
    take_answer("quiz", progress, first, right_option(first), TODAY)
    take_answer("quiz", progress, second, (right_option(second) + 1) % 4, TODAY)
    queue = quiz_queue(material.lesson, progress)
    assert first not in queue
    assert queue[-1] == second
    assert len(queue) == len(material.lesson.questions) - 1


def test_an_answer_is_judged_and_the_list_is_marked(material: CourseMaterial) -> None:
    progress = Progress()
    question = quiz_queue(material.lesson, progress)[0]
    take_answer("quiz", progress, question, right_option(question), TODAY)
    view = quiz_view(material.lesson, progress, question.id, right_option(question))
    assert view.answered is not None
    assert view.answered.right
    marks = {listed.id: listed.mark for _, group in view.groups for listed in group}
    assert marks.pop(question.id) == "right"
    assert set(marks.values()) == {""}
    assert quiz_view(material.lesson, progress, question.id, 9).chosen is None
    assert quiz_view(material.lesson, progress, None, 1).chosen is None  # nobody was asked


def test_there_is_a_second_try_before_the_solution(material: CourseMaterial) -> None:
    question = material.lesson.questions[0]
    right = right_option(question)
    wrong, other = [index for index in range(len(question.options)) if index != right][:2]
    first = quiz_view(material.lesson, Progress(), question.id, wrong)
    assert (first.has_another_try, first.wrong) == (True, [wrong])
    second = quiz_view(material.lesson, Progress(), question.id, other, wrong)
    assert (second.has_another_try, second.wrong) == (False, [wrong, other])
    solved = quiz_view(material.lesson, Progress(), question.id, right, wrong)
    assert (solved.has_another_try, solved.wrong) == (False, [wrong])
    assert quiz_view(material.lesson, Progress(), question.id, wrong, right).tried is None


def test_recall_says_when_the_next_question_comes(material: CourseMaterial) -> None:
    progress = Progress()
    assert "comes here after it was answered" in recall_view(
        material.lesson, progress, TODAY, None, None
    ).more  # fmt: skip
    question = quiz_queue(material.lesson, progress)[0]
    take_answer("quiz", progress, question, (right_option(question) + 1) % 4, TODAY)
    assert recall_view(material.lesson, progress, TODAY, None, None).question == question
    take_answer("recall", progress, question, right_option(question), TODAY)
    view = recall_view(material.lesson, progress, TODAY, None, None)
    assert view.question is None
    assert "Next: 1 question on" in view.more


@pytest.mark.parametrize(("face", "command"), [("nox", "nox -s lesson"), ("", "stillroom lesson")])
def test_a_page_names_the_command_that_serves_it(
    learner: Learner, face: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FACE, face)
    templates = Templates(url, live=True, course_title="Course", menu=MENU, token="")
    page = templates.render(
        "problem", page="", frame=frame(learner), title="Missing", message="No such page."
    )
    assert f"Is <code>{command}</code> still running?" in page


def test_no_template_spells_a_command_of_its_own() -> None:
    templates = [path.read_text("utf-8") for path in (FOLDER / "templates").rglob("*.html")]
    assert templates
    assert not [text for text in templates if "nox -s" in text or "stillroom check" in text]


def test_the_room_of_the_drawer_has_a_class_of_its_own() -> None:
    """Its wide margins once stood around every revision of the history."""
    templates = {path: path.read_text("utf-8") for path in (FOLDER / "templates").rglob("*.html")}
    holders = [path.name for path, text in templates.items() if 'class="place"' in text]
    assert holders == ["screen.html"]
