"""What the pages show, as values: made of a state that is written down here, without any process."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from stillroom.course.course import Course
from stillroom.course.lesson import Question
from stillroom.project.advice import FACE
from stillroom.project.events import Event
from stillroom.project.progress import Progress, Stuck
from stillroom.web.course_material import CourseMaterial
from stillroom.web.render import FOLDER, MENU, Templates
from stillroom.web.urls import url
from stillroom.web.views import lesson_table, parts
from stillroom.web.views.explain_summary import beside, explained
from stillroom.web.views.frame import frame
from stillroom.web.views.hints import ShownHint, hints
from stillroom.web.views.learner import Chip, Learner
from stillroom.web.views.parts import PARTS
from stillroom.web.views.questions import quiz_queue, quiz_view, recall_view, take_answer
from stillroom.web.views.reading import chapter_view, contents
from tests.support.views import changed

pytestmark = pytest.mark.fast
TODAY = date(2026, 1, 1)
SEEN = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)


def test_every_part_can_be_shown_before_the_first_check(learner: Learner) -> None:
    shown = parts.parts(learner, *PARTS)
    assert set(shown) == set(PARTS)
    templates = Templates(url, token="", live=True, course_title="Course")
    for name, view in shown.items():
        assert "undefined" not in templates.render(f"parts/{name}", **{name: view})


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
