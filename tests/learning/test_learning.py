"""The ways to learn, as functions: what is asked, judged, explained and counted."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.course.lesson import Lesson, Option, Question
from stillroom.course.lesson_files import read_lesson
from stillroom.course.steps import EMPTY
from stillroom.course.table import steps_of, table_steps, tables
from stillroom.errors import StillroomError
from stillroom.learning import explain, predict, quiz, reading, recall
from stillroom.learning.overview import summary
from stillroom.project.advice import through_nox
from stillroom.project.progress import Card, Progress
from tests.support.learning import TODAY


def test_options_stand_in_an_order_of_their_own(course: Course) -> None:
    """Each option is there once; the order is stable, and differs between questions."""
    questions = read_lesson(course).questions + predict.questions(course)
    orders = [tuple(index for index, _ in quiz.options(question)) for question in questions]
    assert all(sorted(order) == [0, 1, 2, 3] for order in orders)
    assert all(quiz.options(question) == quiz.options(question) for question in questions)
    assert len(set(orders)) > 5
    places = {
        [option.right for _, option in quiz.options(question)].index(True) for question in questions
    }
    assert places == {0, 1, 2, 3}


def test_a_wrong_answer_goes_through_the_boxes(lesson: Lesson) -> None:
    """It is due at once, then after 1, 3 and 7 days, then known; a wrong answer starts again."""
    question, progress = lesson.questions[0], Progress()
    answered = quiz.answer(progress, question, 1, TODAY)
    assert (answered.right, answered.why) == (False, "Why wrong 1 A.")
    assert answered.explanation == "Explanation 1."
    assert answered.solution.text == "right 1"
    day = TODAY
    for box, days in ((2, 1), (3, 3), (4, 7)):
        assert recall.due(progress, lesson, day) == [question]
        assert quiz.answer(progress, question, 0, day).right
        assert progress.cards["q-1"].box == box
        assert recall.due(progress, lesson, day + timedelta(days - 1)) == []
        assert recall.coming(progress, lesson, day) == (day + timedelta(days), 1)
        day += timedelta(days)
    quiz.answer(progress, question, 0, day)
    assert progress.cards["q-1"] == Card(box=5, due=day, right=4, wrong=1)
    assert recall.due(progress, lesson, day + timedelta(999)) == []
    assert recall.coming(progress, lesson, day) is None
    quiz.answer(progress, question, 2, day)
    assert recall.due(progress, lesson, day) == [question]


def test_right_at_once_is_known(lesson: Lesson) -> None:
    """A first answer that is right never comes back."""
    progress = Progress()
    quiz.answer(progress, lesson.questions[0], 0, TODAY)
    assert progress.cards["q-1"].box == recall.KNOWN
    assert recall.due(progress, lesson, TODAY + timedelta(999)) == []


def test_right_again_too_soon_moves_nothing(lesson: Lesson) -> None:
    """Four right answers on one day are not four days."""
    progress = Progress()
    quiz.answer(progress, lesson.questions[0], 1, TODAY)
    for _ in range(4):
        quiz.answer(progress, lesson.questions[0], 0, TODAY)
    assert progress.cards["q-1"] == Card(box=2, due=TODAY + timedelta(1), right=4, wrong=1)


def test_what_waits_longest_comes_first_and_a_wrong_clock_harms_nothing(lesson: Lesson) -> None:
    """A day that no box reaches is due now; questions that the course no longer has are no matter."""
    cards = {"q-1": Card(box=1, due=TODAY), "q-2": Card(box=3, due=TODAY - timedelta(5))}
    progress = Progress(cards={**cards, "gone": Card(box=1, due=TODAY)})
    assert [question.id for question in recall.due(progress, lesson, TODAY)] == ["q-2", "q-1"]
    progress = Progress(cards={"q-1": Card(box=2, due=TODAY + timedelta(400))})
    assert [question.id for question in recall.due(progress, lesson, TODAY)] == ["q-1"]


def test_the_quiz_begins_with_what_has_no_answer(lesson: Lesson) -> None:
    """Then what was wrong; a level and a number choose among them."""
    progress = Progress()
    quiz.answer(progress, lesson.questions[0], 0, TODAY)
    quiz.answer(progress, lesson.questions[1], 1, TODAY)

    def ids(*terms: object) -> list[str]:
        return [question.id for question in quiz.chosen(lesson.questions, progress, *terms)]  # type: ignore[arg-type]

    assert ids() == ["q-3", "q-2", "q-1"]
    assert ids("easy") == ["q-3", "q-1"]
    assert ids(None, 1) == ["q-3"]


def test_predictions_are_the_steps(course: Course) -> None:
    """Each step is asked once; the right option is its state, and four options differ."""
    first, *later = tables(course)
    assert [step.step for step in steps_of(first)] == list(range(1, 11))
    steps = [step for exercises in (first, *later) for step in steps_of(exercises)]
    questions = predict.questions(course)
    assert [question.step for question in questions] == [step.step for step in steps]
    assert len({question.id for question in questions}) == len(questions)
    for step, question in zip(steps, questions, strict=True):
        assert question.options[0] == Option(text=f"`{step.state}`", right=True, why=step.effect)
        Question.model_validate(question.model_dump(exclude={"exercise"}))
        assert step.command in question.text
        assert question.exercise == step.exercise


def test_what_a_prediction_says_of_a_wrong_state_is_true(course: Course) -> None:
    """Before, later or earlier: the rows say which."""
    by_step = {question.step: question for question in predict.questions(course)[:10]}

    def why(step: int, state: str) -> str:
        return next(option.why for option in by_step[step].options if option.text == f"`{state}`")

    assert "comes to this state with step 3: alembic upgrade head" in why(1, "users")
    assert "Step 1 leaves it as it was." in why(1, "users")
    assert "before step 3, and this step changes it" in why(3, EMPTY)
    assert "only with step 7" in why(3, "users + email")
    assert "after step 2. This step does not lead back to it" in why(8, EMPTY)
    assert "before step 8, and this step changes it" in why(8, "users + email")
    assert "after step 8. This step does not lead back" in why(10, "users")


def test_a_course_with_one_state_can_be_predicted(root: Path) -> None:
    """Four options there too."""
    for question in predict.questions(Course(root / "tests" / "course" / "other-course")):
        assert len({option.text for option in question.options}) == 4


def test_predictions_that_were_right_are_not_asked_again(course: Course) -> None:
    """Until all of them were right; one table is asked after the other."""
    progress, every = Progress(), predict.questions(course)
    assert predict.chosen(progress, course) == every[:10]
    for question in every[1:]:
        assert predict.answer(progress, question, 0).right
    assert [question.id for question in predict.chosen(progress, course)] == ["step-1"]
    assert not predict.answer(progress, every[0], 1).right
    assert [question.id for question in predict.chosen(progress, course)] == ["step-1"]
    predict.answer(progress, every[0], 0)
    assert predict.chosen(progress, course) == every
    progress.predicted.pop(every[-1].id)
    assert predict.chosen(progress, course) == every[-1:]


def test_every_exercise_is_explained_once_it_has_passed(course: Course) -> None:
    """Why, an alternative and a trap; before that, one line that says how to get it."""
    for exercise in course:
        with pytest.raises(explain.NotPassed, match=f"stillroom check {exercise.id}"):
            explain.explanation(course, exercise, Progress())
        found = explain.explanation(course, exercise, Progress(passed=[exercise.id]))
        assert [heading for heading, _ in found.parts] == list(explain.HEADINGS)
        assert "##" not in found.why + found.alternative + found.trap
    progress = Progress(passed=["03-downgrade", "02-add-email", "gone"])
    assert explain.last_passed(course, progress).id == "02-add-email"


def test_another_course_is_explained_by_its_own_texts(own: Path) -> None:
    """Ours do not explain an exercise of the same name; theirs lie in solutions/ beside it."""
    course, progress = Course(own), Progress(passed=["01-add-users"])
    exercise = course.find("01")
    with pytest.raises(StillroomError, match="has no explanation"):
        explain.explanation(course, exercise, progress)
    text = own.parent / "solutions" / "01-add-users" / "README.md"
    text.parent.mkdir(parents=True)
    try:
        text.write_text(
            "# T\n\n## Why this way\n\nSo.\n\n```sh\n## no heading\n```\n\n## More\n\nx\n"
        )
        found = explain.explanation(course, exercise, progress)
    finally:
        shutil.rmtree(own.parent / "solutions")
    assert found.parts == [("Why this way", "So.\n\n```sh\n## no heading\n```")]


def test_the_summary_counts_what_was_answered_last(own: Path, lesson: Lesson) -> None:
    """Right, wrong and open by idea; the weakest first; and the one next thing, in order."""
    course, progress = Course(own), Progress()
    assert (
        summary(progress, lesson, course, TODAY).next.spelled(through_nox)
        == "Read the lesson: nox -s read"
    )
    progress.read.append("writing")
    progress.current = "02-add-email"
    assert "nox -s check -- 02-add-email" in summary(progress, lesson, course, TODAY).next.spelled(
        through_nox
    )
    quiz.answer(progress, lesson.questions[0], 1, TODAY)
    quiz.answer(progress, lesson.questions[1], 0, TODAY)
    progress.passed = ["02-add-email"]
    found = summary(progress, lesson, course, TODAY)
    assert (found.right, found.wrong, found.open, found.due) == (1, 1, 1, 1)
    assert (found.passed, found.points, found.max_points) == (1, 10, 10 * len(course.ids))
    assert [(idea.title, idea.wrong, idea.open) for idea in found.weak] == [
        ("Writing changes nothing", 1, 1)
    ]
    assert found.next.spelled(through_nox) == "Go on with the next exercise: nox -s next"
    progress.current = course.ids[-1]
    progress.passed = [course.ids[-1]]
    next_thing = summary(progress, lesson, course, TODAY).next.spelled(through_nox)
    assert "nox -s check -- 01-add-users" in next_thing
    progress.passed = course.ids
    assert "1 question that came back" in summary(progress, lesson, course, TODAY).next.spelled(
        through_nox
    )
    quiz.answer(progress, lesson.questions[0], 0, TODAY)
    assert "1 question that you have not seen" in summary(
        progress, lesson, course, TODAY
    ).next.spelled(through_nox)
    quiz.answer(progress, lesson.questions[2], 0, TODAY)
    assert summary(progress, lesson, course, TODAY).next.spelled(through_nox).startswith("Nothing")


@pytest.mark.parametrize("width", [0, 30, 100])
def test_every_chapter_of_the_course_can_be_read(course: Course, width: int) -> None:
    """Each has a text, at every width; the table has its ten rows."""
    lesson = read_lesson(course)
    for chapter in reading.chapters(lesson):
        assert reading.markdown(chapter, lesson, course, width)
    text = reading.markdown(reading.find(lesson, "table"), lesson, course, width)
    assert all(step.command in text for step in table_steps(course))
