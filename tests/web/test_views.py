"""What the pages show, as values: made of a state that is written down here, without any process."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.course.lesson import Question
from stillroom.course.lesson_files import read_lesson
from stillroom.project.advice import FACE, advice
from stillroom.project.events import Event
from stillroom.project.lesson_progress import begin
from stillroom.project.progress import Progress
from stillroom.project.snapshot import Snapshot
from stillroom.schema.model import Schema
from stillroom.web.course_material import CourseMaterial
from stillroom.web.live import LiveState
from stillroom.web.render import FOLDER, MENU, Templates
from stillroom.web.urls import url
from stillroom.web.views import check, lesson_table, parts
from stillroom.web.views.do_explain_summary import exercise_lines, explained
from stillroom.web.views.frame import frame
from stillroom.web.views.learner import Chip, Learner
from stillroom.web.views.parts import PARTS
from stillroom.web.views.questions import quiz_queue, quiz_view, recall_view, take_answer
from stillroom.web.views.reading import chapter_view, contents
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
    live = LiveState(
        version=1, notice=None, progress=Progress(), exercise=None,
        snapshot=Snapshot(schema=Schema(), database="app.db"), earlier_schema=None,
        table=tuple(begin(material.course)), events=(), result=None, checking=True, next=advice("Wait."),
    )  # fmt: skip
    return Learner(tmp_path, material, live)


def changed(learner: Learner, **changes: object) -> Learner:
    return replace(learner, live=replace(learner.live, **changes))  # type: ignore[arg-type]


def test_every_part_can_be_shown_before_the_first_check(learner: Learner) -> None:
    shown = parts.parts(learner, *PARTS)
    assert set(shown) == set(PARTS)
    assert parts.now(learner).verdict == Chip("being checked", "wait")
    assert check.findings(learner).findings == ()


def test_values_and_probes_are_rows_below_their_step(learner: Learner) -> None:
    """With the marks that steps have; strangers' words in them are text."""
    shown = check.findings(changed(learner, result=records.with_looks(), checking=False))
    assert [len(step.looks) for step in shown.steps] == [0, 2, 0]
    assert [look.status.words for look in shown.steps[1].looks] == ["passed", "not yet"]
    html = Templates(url).render("parts/findings", findings=shown, token="")
    rows = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).split("Step 2 ", 1)[1]
    assert "values of users 2 rows as expected passed" in rows
    assert "a user | without a name refused accepted not yet" in rows


def test_the_exercise_is_the_checked_one_else_the_remembered_one_else_the_first(
    learner: Learner, course: Course
) -> None:
    first, second, third, *_ = course.exercises
    assert learner.exercise == first
    remembered = changed(learner, progress=Progress(current=second.id))
    assert remembered.exercise == second
    assert changed(remembered, exercise=third).exercise == third
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


def test_the_tracker_stands_at_the_last_state_that_was_reached(learner: Learner) -> None:
    assert lesson_table.tracker(learner).current == 0
    assert lesson_table.tracker(changed(learner, snapshot=Snapshot())).current is None


def test_a_database_that_cannot_be_read_has_no_diagram(learner: Learner) -> None:
    unread = changed(learner, snapshot=Snapshot(database="app.db is locked"))
    shown = parts.schema(unread)
    assert (shown.diagram, shown.database, shown.state) == (None, "app.db is locked", None)
    assert "<svg" in (parts.schema(learner).diagram or "")


def test_hints_are_those_that_were_shown(learner: Learner) -> None:
    exercise = learner.exercise
    seen = changed(learner, progress=Progress(hints={exercise.id: 1}))
    assert check.hints(learner).shown == ()
    assert check.hints(seen).shown == (exercise.definition.hints[0],)
    assert check.hints(seen).total == len(exercise.definition.hints)


def test_the_list_of_exercises_marks_the_passed_and_the_current(learner: Learner) -> None:
    first, second, *_ = learner.material.course.exercises
    lines = exercise_lines(
        changed(learner, progress=Progress(passed=[first.id], current=second.id))
    )
    assert [line.mark for line in lines[:3]] == [
        Chip("passed", "right"), Chip("current", "wait"), None,
    ]  # fmt: skip
    assert [line.track for line in lines[:5]] == ["The basics", "", "", "", "Everyday work"]


def test_an_exercise_is_explained_once_it_has_passed(course: Course) -> None:
    first, second, *_ = explained(course, Progress(passed=[course.ids[0]]))
    assert first.missing is None
    assert [title for title, _ in first.parts] == ["Why this way", "One alternative", "One trap"]
    assert second.parts == ()
    assert second.missing is not None
    assert "is explained after it has passed" in second.missing.spelled()


# ---------------------------------------------------------------------------- the task


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
