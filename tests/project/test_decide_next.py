"""The one next thing: a step of the lesson leads on only where nothing that is there is wrong."""

from dataclasses import replace

import pytest

from stillroom.course.course import Course
from stillroom.course.exercise import Begin
from stillroom.project.decide_next import decide_next
from stillroom.project.lesson_progress import begin
from stillroom.project.own_database import RESET, Standing, in_use, standing
from stillroom.project.snapshot import revisions
from stillroom.results.finding import Finding
from tests.support import records
from tests.support.learner import Copies, Database
from tests.support.snapshots import revision, snapshot

pytestmark = pytest.mark.fast


def said(course: Course, code: str) -> str:
    """What is next in 02, where no revision was written yet and a check has found *code*."""
    finding = Finding(code=code, message="It is so.", hint="Mend it.", file="app/models.py", line=3)
    result = records.result().model_copy(update={"findings": (finding,)})
    table = [
        replace(followed, status="earlier")
        if followed.step.exercise == "01-add-users"
        else followed
        for followed in begin(course, course.find("02-add-email"))
    ]
    result = result.model_copy(update={"exercise": "02-add-email"})
    given = snapshot(revision("0001"), at="0001", tables="users(id, name)")
    return decide_next(given, table, course, result, ()).spelled()


@pytest.mark.parametrize("code", ["revision-missing", "model-without-revision", "nothing-done"])
def test_where_only_a_revision_is_missing_the_step_says_how(course: Course, code: str) -> None:
    assert said(course, code) == 'Step 5: alembic revision -m "add email column"'


@pytest.mark.parametrize("code", ["applied-revision-edited", "syntax-error", "two-heads"])
def test_what_is_wrong_is_mended_before_a_revision_is_written(course: Course, code: str) -> None:
    assert said(course, code) == "Mend it."


def test_a_file_with_marks_of_a_merge_is_told_so_before_and_after_its_check(course: Course) -> None:
    content = b'"""add"""\n<<<<<<< HEAD\nrevision = "1"\n=======\nrevision = "2"\n>>>>>>> b\n'
    path = "migrations/versions/1_add.py"
    broken = replace(snapshot(), revisions=revisions({path: content}))
    found = Finding(code="syntax-error", message="It is so.", hint="Mend it.", file=path, line=2)
    result = records.result().model_copy(update={"findings": (found,)})
    words = [
        decide_next(broken, begin(course), course, each, ()).spelled() for each in (None, result)
    ]
    assert words[0] == f"Mend {path}: line 2: it holds the marks of a Git merge (<<<<<<<)."
    assert words[1] == "Mend it."


def test_a_given_revision_without_its_file_is_not_answered_with_a_database(course: Course) -> None:
    """The database with which the exercise begins is at the same revision: only its files lead on."""
    gone = snapshot(at="0002")
    result = records.result()
    copies = Copies([], Database(version="0002"))
    own = standing(gone, result, copies, Begin(revision="0002"))
    table = begin(course, course.find("02-add-email"))
    for known in (None, own):
        answer = decide_next(gone, table, course, result, (), known)
        assert answer.steps == (() if known is None else (RESET,))
    assert "Bring its file back" in own.words


def test_behind_a_pass_a_database_in_use_is_said_before_the_way_on(course: Course) -> None:
    """As long as another program holds it, nobody knows whether it is what the revisions make."""
    held = replace(snapshot(revision("0001")), busy=True)
    result = records.result("passed")
    own = in_use(held)
    assert decide_next(held, begin(course), course, result, (), own).spelled() == own.words


@pytest.mark.parametrize(
    ("done", "words"),
    [(7, "alembic downgrade -1"), (8, "Go on with 05-fill-display-name"), (9, "Go on with")],
)
def test_behind_a_pass_no_command_is_named_that_does_nothing(
    course: Course, done: int, words: str
) -> None:
    """From the newest revision one can be sent back, and not up."""
    exercise = course.find("04")
    table = [
        replace(followed, status="met") if followed.step.step <= done else followed
        for followed in begin(course, exercise)
    ]
    result = records.result("passed").model_copy(update={"exercise": exercise.id})
    level = snapshot(revision("0001"), revision("0002", "0001"), at="0002")
    own = Standing("It is at the newest revision.", is_level=True)
    assert words in decide_next(level, table, course, result, ("0001", "0002"), own).spelled()
