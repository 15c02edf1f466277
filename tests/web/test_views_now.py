"""What to do now, the steps, a pass: views made of a state that is written down here, without any process."""

from dataclasses import replace

import pytest

from stillroom.course.base import ENVIRONMENT
from stillroom.errors import StillroomError
from stillroom.project.advice import Advice, InText, NextStep, TableCommand, advice
from stillroom.project.lesson_progress import begin
from stillroom.project.own_database import Standing, in_use
from stillroom.project.progress import Progress
from stillroom.results.finding import Finding
from stillroom.web.views.action import Action
from stillroom.web.views.code import code
from stillroom.web.views.database import standing, tables
from stillroom.web.views.frame import frame
from stillroom.web.views.learner import Asked, Learner
from stillroom.web.views.now import Now, now
from stillroom.web.views.parts import PARTS
from stillroom.web.views.passed import passed
from stillroom.web.views.predict import predict
from stillroom.web.views.steps import steps
from tests.support import records
from tests.support.views import FILES, changed, failed, with_files

pytestmark = pytest.mark.fast


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
    own = Standing(f"Your own database: {trouble}", trouble=trouble)
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
