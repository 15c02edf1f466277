"""The ways to learn at the terminal, as learners meet them: real processes, real files, a real terminal."""

import contextlib
import fcntl
import json
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pyte
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
from stillroom.project.progress import FILE, Card, Progress
from stillroom.project.progress_file import load_progress, save_progress
from tests.support.commands import Answer, run_module

COMMAND = [sys.executable, "-m", "stillroom"]
TODAY = date(2026, 3, 10)

LESSON = """
title = "Three questions"
welcome = "Read, then answer."
flow = { boxes = [{ id = "a", text = "Write" }, { id = "b", text = "Run" }], arrows = [{ from = "a", to = "b", text = "then" }] }
glossary = [{ term = "head", meaning = "The newest revision." }]
moments = [{ id = "why", question = "Why?", answer = "Because \\u001b]0;owned\\u0007 of *it*." }]

[[sections]]
id = "writing"
title = "Writing changes nothing"
idea = 1
text = '''
Writing a revision changes **no** database. See https://example.org/writing.

    indented    text
'''
shown = [{ run = "alembic history", shows = "<base> -> 0001 (head)", effect = "Lists them.", state = "users" }]
"""
QUESTION = """
[[questions]]
id = "q-{0}"
level = "{1}"
idea = {2}
text = "Question {0}: what does `upgrade` do?"
hint = "Hint {0}."
explanation = "Explanation {0}."
options = [
    {{ text = "right {0}", right = true, why = "Why right {0}." }},
    {{ text = "wrong {0} A", why = "Why wrong {0} A." }},
    {{ text = "wrong {0} B", why = "Why wrong {0} B." }},
    {{ text = "wrong {0} C", why = "Why wrong {0} C." }},
]
"""


def environment(**more: str) -> dict[str, str]:
    """The environment of a learner, whatever that of the tests is."""
    dropped = (
        "GITHUB_",
        "STILLROOM_",
        "COLUMNS",
        "LINES",
        "FORCE_COLOR",
        "PAGER",
        "LESS",
        "NO_COLOR",
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | {"TERM": "xterm-256color", "STILLROOM_FACE": "nox"} | more


@pytest.fixture(scope="module")
def own(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exercises of the course with a small lesson of three questions."""
    folder = tmp_path_factory.mktemp("own") / "exercises"
    shutil.copytree(
        root / "exercises", folder, ignore=shutil.ignore_patterns("lesson.toml", "course.toml")
    )
    questions = [QUESTION.format(*one) for one in ((1, "easy", 1), (2, "hard", 2), (3, "easy", 1))]
    (folder / "lesson.toml").write_text(LESSON + "".join(questions))
    return folder


@pytest.fixture
def lesson(own: Path) -> Lesson:
    """That lesson."""
    return read_lesson(Course(own))


@pytest.fixture
def learn(own: Path, tmp_path: Path) -> Callable[..., Answer]:
    """Run a command in an empty project, with the small lesson."""

    def run(*arguments: str, typed: str = "", **more: str) -> Answer:
        where = [] if arguments[0] == "progress" else ["--course", str(own)]
        command = ["stillroom", *arguments, "--project", str(tmp_path), *where]
        return run_module(*command, environment=environment(**more), typed=typed)

    return run


def saved(project: Path) -> Progress:
    """The progress of *project*."""
    return load_progress(project)[0]


def place(question: Question, right: bool) -> str:
    """What to type for the right option of *question*, or for the first wrong one."""
    shown = [option.right for _, option in quiz.options(question)]
    return str(shown.index(right) + 1)


# ------------------------------------------------------------------ the logic


def test_options_stand_in_an_order_of_their_own(course: Course) -> None:
    """Each option is there once; the order is stable, and differs between questions."""
    questions = read_lesson(course).questions + predict.questions(course)
    orders = [tuple(index for index, _ in quiz.options(one)) for one in questions]
    assert all(sorted(order) == [0, 1, 2, 3] for order in orders)
    assert all(quiz.options(one) == quiz.options(one) for one in questions)
    assert len(set(orders)) > 5
    places = {[option.right for _, option in quiz.options(one)].index(True) for one in questions}
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
    assert [one.id for one in recall.due(progress, lesson, TODAY)] == ["q-2", "q-1"]
    progress = Progress(cards={"q-1": Card(box=2, due=TODAY + timedelta(400))})
    assert [one.id for one in recall.due(progress, lesson, TODAY)] == ["q-1"]


def test_the_quiz_begins_with_what_has_no_answer(lesson: Lesson) -> None:
    """Then what was wrong; a level and a number choose among them."""
    progress = Progress()
    quiz.answer(progress, lesson.questions[0], 0, TODAY)
    quiz.answer(progress, lesson.questions[1], 1, TODAY)

    def ids(*terms: object) -> list[str]:
        return [one.id for one in quiz.chosen(lesson.questions, progress, *terms)]  # type: ignore[arg-type]

    assert ids() == ["q-3", "q-2", "q-1"]
    assert ids("easy") == ["q-3", "q-1"]
    assert ids(None, 1) == ["q-3"]


def test_predictions_are_the_steps(course: Course) -> None:
    """Each step is asked once; the right option is its state, and four options differ."""
    first, *later = tables(course)
    assert [step.step for step in steps_of(first)] == list(range(1, 11))
    steps = [step for exercises in (first, *later) for step in steps_of(exercises)]
    questions = predict.questions(course)
    assert [one.step for one in questions] == [step.step for step in steps]
    assert len({one.id for one in questions}) == len(questions)
    for step, question in zip(steps, questions, strict=True):
        assert question.options[0] == Option(text=f"`{step.state}`", right=True, why=step.effect)
        Question.model_validate(question.model_dump(exclude={"exercise"}))
        assert step.command in question.text
        assert question.exercise == step.exercise


def test_what_a_prediction_says_of_a_wrong_state_is_true(course: Course) -> None:
    """Before, later or earlier: the rows say which."""
    by_step = {one.step: one for one in predict.questions(course)[:10]}

    def why(step: int, state: str) -> str:
        return next(one.why for one in by_step[step].options if one.text == f"`{state}`")

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
    assert [one.id for one in predict.chosen(progress, course)] == ["step-1"]
    assert not predict.answer(progress, every[0], 1).right
    assert [one.id for one in predict.chosen(progress, course)] == ["step-1"]
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
    assert [(one.title, one.wrong, one.open) for one in found.weak] == [
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


# ------------------------------------------------------------------ the commands


def test_read_shows_and_remembers(learn: Callable[..., Answer], tmp_path: Path) -> None:
    """The overview says what there is and what has been read; a section by its id or its number."""
    before = learn("read")
    assert before.returncode == 0, before.stderr
    assert "Three questions" in before.stdout
    assert "nox -s read -- flow" in before.stdout
    assert not (tmp_path / FILE).exists()
    shown = learn("read", "writing")
    assert shown.returncode == 0, shown.stderr
    assert "Writing a revision changes no database" in shown.stdout
    assert "https://example.org/writing" in shown.stdout
    assert "indented    text" in shown.stdout
    assert "$ alembic history\n" in shown.stdout
    assert "Next: nox -s read -- moments" in shown.stdout
    learn("read", "1")
    assert saved(tmp_path).read == ["writing", "flow"]
    after = learn("read", "--plain").stdout
    assert "3. writing: Writing changes nothing (read)" in after
    assert "nox -s read -- table" in after


@pytest.mark.parametrize("options", [(), ("--plain",)])
def test_a_file_cannot_steer_the_terminal(learn: Callable[..., Answer], options: list[str]) -> None:
    """Escape sequences of the lesson are made visible."""
    shown = learn("read", "moments", *options).stdout
    assert "\x1b" not in shown
    assert "\\x1b]0;owned\\x07" in shown


def test_plain_draws_nothing(learn: Callable[..., Answer]) -> None:
    """No box, no picture: lines that a screen reader reads."""
    for section in ("table", "flow", "writing", "glossary"):
        assert learn("read", section, "--plain", FORCE_COLOR="1").stdout.isascii()
    assert "then: Run (then)" in learn("read", "flow", "--plain").stdout


@pytest.mark.parametrize("columns", ["20", "39"])
def test_a_narrow_terminal_is_still_read(learn: Callable[..., Answer], columns: str) -> None:
    """No line is cut, and none is longer than the terminal, but for commands and the question's keys."""
    shown = learn("read", "writing", COLUMNS=columns).stdout
    assert "Writing a revision" in shown
    asked = learn("quiz", "--number", "1", COLUMNS=columns, typed="q\n").stdout
    lines = [line for line in asked.splitlines() if not line.startswith("Answer 1 to 4")]
    assert max(map(len, lines)) <= int(columns)
    assert "right 1" in asked


def test_an_unknown_section_is_one_line(learn: Callable[..., Answer]) -> None:
    """The nearest one is named."""
    answer = learn("read", "writting")
    assert answer.returncode == 2
    assert answer.stderr == "stillroom: no section is called 'writting': did you mean writing?\n"
    assert learn("read", "zzz").stderr.endswith("to see what there is: nox -s read\n")


def test_the_quiz_line_by_line(
    learn: Callable[..., Answer], lesson: Lesson, tmp_path: Path
) -> None:
    """Hint, something else, skip, a wrong answer, a right one by letter; then a line on it."""
    first, second, third = lesson.questions
    letter = "abcd"[int(place(third, True)) - 1]
    answer = learn("quiz", typed=f"h\n9\n{place(first, False)}\nSKIP\n({letter})\n")
    assert answer.returncode == 0, answer.stderr
    assert "Question 1 of 3 (easy)" in answer.stdout
    assert "Hint: Hint 1." in answer.stdout
    assert "Type a number from 1 to 4" in answer.stdout
    assert "Not right.\nWhy wrong 1 " in answer.stdout
    assert f"Right is {place(first, True)}: right 1\nExplanation 1." in answer.stdout
    assert "Right.\nWhy right 3.\nExplanation 3." in answer.stdout
    assert answer.stdout.endswith(
        "2 questions answered: 1 right, 1 not yet, 1 skipped.\n"
        "What was not right comes back: nox -s recall\n"
    )
    cards = saved(tmp_path).cards
    assert cards.keys() == {"q-1", "q-3"}
    assert (cards["q-1"].box, cards["q-1"].due) == (1, date.today())
    assert second.id not in cards


def test_the_quiz_ends_with_its_input(
    learn: Callable[..., Answer], lesson: Lesson, tmp_path: Path
) -> None:
    """What was answered before is kept."""
    answer = learn("quiz", "--plain", typed=f"{place(lesson.questions[0], True)}\n")
    assert answer.returncode == 0
    assert (
        "Stopped; every answer is kept. 1 question answered: 1 right, 0 not yet." in answer.stdout
    )
    assert saved(tmp_path).cards.keys() == {"q-1"}


def test_what_is_no_text_is_not_understood(learn: Callable[..., Answer], tmp_path: Path) -> None:
    """Bytes of another encoding are asked about, and a terminal without the characters is served."""
    more = {"PYTHONIOENCODING": "ascii:strict"}
    answer = learn("quiz", typed="\u00e9\nq\n", **more)
    assert answer.returncode == 0, answer.stderr
    assert "Not understood." in answer.stdout
    assert learn("read", "flow", **more).returncode == 0
    assert saved(tmp_path).cards == {}


def test_level_and_number(learn: Callable[..., Answer]) -> None:
    """Both choose; a level that is unknown is one line; one without questions is said."""
    assert "Question 1 of 1 (hard)" in learn("quiz", "--level", "hard", typed="q\n").stdout
    assert "Question 1 of 2" in learn("quiz", "--number", "2", typed="q\n").stdout
    assert "no questions of the level medium" in learn("quiz", "--level", "medium").stdout
    wrong = learn("quiz", "--level", "harder")
    assert (wrong.returncode, len(wrong.stderr.splitlines())) == (2, 1)
    assert "'easy', 'medium', 'hard'" in wrong.stderr


def test_recall_asks_what_is_due(
    learn: Callable[..., Answer], lesson: Lesson, tmp_path: Path
) -> None:
    """Nothing; what was wrong; and then the day of the next."""
    first = lesson.questions[0]
    assert "Nothing waits here" in learn("recall").stdout
    learn("quiz", "--number", "1", typed=place(first, False))
    shown = learn("recall", typed=place(first, True)).stdout
    assert "Question 1 of 1" in shown
    assert "Question 1:" in shown
    card = saved(tmp_path).cards["q-1"]
    assert card.box == 2
    assert f"Nothing is due today. On {card.due}: 1 question." in learn("recall").stdout


def test_predict_notes_each_prediction(learn: Callable[..., Answer], tmp_path: Path) -> None:
    """Right ones and wrong ones; the wrong ones come again."""
    first, second = predict.questions(Course())[:2]
    shown = learn("predict", typed=f"{place(first, True)}\n{place(second, False)}\nq\n").stdout
    assert 'Step 1 runs alembic revision -m "add users table"' in shown
    assert saved(tmp_path).predicted == {"step-1": True, "step-2": False}
    assert "Question 1 of 9" in learn("predict", typed="q\n").stdout


def test_explain_at_the_terminal(own: Path, tmp_path: Path) -> None:
    """Before passing, one line and status 0; after it, the three texts."""
    command = ["stillroom", "explain", "--project", str(tmp_path)]

    def run(*more: str) -> Answer:
        return run_module(*command, *more, environment=environment())

    before = run()
    assert before.returncode == 0
    assert before.stdout == (
        "01-add-users is explained after it has passed. Run: nox -s check -- 01-add-users\n"
    )
    save_progress(Progress(passed=["02-add-email"]), tmp_path)
    after = run()
    assert after.stdout.startswith("02-add-email: Add the email column")
    assert all(heading in after.stdout for heading in explain.HEADINGS)
    assert run("01").stdout == before.stdout
    assert run("2", "--course", str(own)).returncode == 2


def test_summary_at_the_terminal(
    learn: Callable[..., Answer], lesson: Lesson, tmp_path: Path
) -> None:
    """A line for each thing; a damaged file is said, and kept."""
    learn("quiz", "--number", "1", typed=place(lesson.questions[0], False))
    shown = learn("summary").stdout
    assert "Exercises: 0 of 12 passed, 0 of 120 points." in shown
    assert "Questions: 0 right, 1 not yet, 2 without an answer." in shown
    assert "- Look again at: Writing changes nothing (1 not yet)" in shown
    (tmp_path / FILE).write_text("{broken")
    answer = learn("summary", "--plain")
    assert answer.stdout.startswith(".stillroom.json was damaged. It is kept as")
    assert (tmp_path / f"{FILE}.damaged").read_text() == "{broken"


def test_progress_can_be_moved(learn: Callable[..., Answer], tmp_path: Path) -> None:
    """Export and import, and a file that is not one."""
    save_progress(Progress(current="a"), tmp_path)
    kept = tmp_path / "kept.json"
    both = ("nox -s progress -- export FILE", "nox -s progress -- import FILE")
    bare = run_module("stillroom", "progress", environment=environment()).stdout
    assert all(command in bare for command in both)
    assert learn("progress", "export", str(kept)).returncode == 0
    assert json.loads(kept.read_text())["current"] == "a"
    again = learn("progress", "export", str(kept))
    assert (again.returncode, len(again.stderr.splitlines())) == (2, 1)
    imported = learn("progress", "import", str(kept))
    assert "The earlier progress is kept as .stillroom.json.earlier." in imported.stdout
    kept.write_text("{broken")
    damaged = learn("progress", "import", str(kept))
    assert (damaged.returncode, len(damaged.stderr.splitlines())) == (2, 1)
    assert saved(tmp_path).current == "a"


@pytest.mark.parametrize("command", ["read", "quiz", "predict", "recall", "explain", "summary"])
def test_no_such_project_is_one_line(command: str, tmp_path: Path) -> None:
    """Every way to learn says it."""
    place = tmp_path / "nowhere"
    answer = run_module("stillroom", command, "--project", place, environment=environment())
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr.endswith("no such folder; --project wants the folder of a project\n")
    assert len(answer.stderr.splitlines()) == 1


# ------------------------------------------------------------------ a real terminal


class Terminal:
    """A command in a pseudo-terminal, and what its screen shows."""

    def __init__(self, command: list[str], columns: int, lines: int) -> None:
        """Start *command*."""
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.handle = ours
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, env=environment(),
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - one call of the system
        )  # fmt: skip
        os.close(theirs)

    def type(self, keys: str) -> None:
        """Type *keys*."""
        os.write(self.handle, keys.encode())

    def until(self, text: str) -> str:
        """Read until the screen shows *text*; return the screen. None within 30 seconds is a failure."""
        end = time.monotonic() + 30
        while text not in (shown := "\n".join(self.screen.display)):
            assert time.monotonic() < end, f"{text!r} is not shown:\n{shown}"
            if select.select([self.handle], [], [], 0.5)[0]:
                with contextlib.suppress(OSError):  # the end of the terminal's other side
                    self.stream.feed(os.read(self.handle, 65536))
        return shown

    def close(self) -> None:
        """Close the terminal, as closing its window does."""
        with contextlib.suppress(OSError):
            os.close(self.handle)


@pytest.fixture
def terminal(own: Path, tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start a way to learn in a terminal."""
    opened: list[Terminal] = []

    def start(*arguments: str, columns: int = 80, lines: int = 40) -> Terminal:
        command = [*COMMAND, *arguments, "--project", str(tmp_path), "--course", str(own)]
        opened.append(Terminal(command, columns, lines))
        return opened[-1]

    yield start
    for one in opened:
        one.close()
        if one.process.poll() is None:
            one.process.kill()
        one.process.wait(30)


@pytest.mark.parametrize("leave", ["\x03", "\x04"], ids=["ctrl-c", "ctrl-d"])
def test_leaving_in_the_middle_keeps_every_answer(
    terminal: Callable[..., Terminal], lesson: Lesson, tmp_path: Path, leave: str
) -> None:
    """Ctrl-C and Ctrl-D end the quiz with a line and status 0; both answers are there."""
    quiz_ = terminal("quiz")
    quiz_.until("q to quit:")
    quiz_.type(f"{place(lesson.questions[0], False)}\n")
    quiz_.until("Question 2 of 3")
    quiz_.until("q to quit:")
    quiz_.type(f"{place(lesson.questions[1], True)}\n")
    quiz_.until("right 3")
    quiz_.type(leave)
    shown = quiz_.until("2 questions answered: 1 right, 1 not yet")
    assert "Stopped; every answer is kept." in shown
    assert "Traceback" not in shown
    assert quiz_.process.wait(30) == 0
    assert {name: card.box for name, card in saved(tmp_path).cards.items()} == {"q-1": 1, "q-2": 5}


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGHUP])
def test_killed_in_the_middle_keeps_every_answer(
    terminal: Callable[..., Terminal], lesson: Lesson, tmp_path: Path, end: signal.Signals
) -> None:
    """An answer is noted when it is given."""
    quiz_ = terminal("quiz", columns=38, lines=60)
    quiz_.until("q to quit:")
    quiz_.type(f"{place(lesson.questions[0], True)}\n")
    quiz_.until("Question 2 of 3")
    quiz_.process.send_signal(end)
    quiz_.process.wait(30)
    assert saved(tmp_path).cards.keys() == {"q-1"}


def test_a_long_chapter_goes_through_a_pager(
    terminal: Callable[..., Terminal], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only on a terminal that is too low for it; it is marked as read when the pager is left."""
    monkeypatch.setenv("MANPAGER", f"{shutil.which('head')} -n 3; echo end of pager")
    low = terminal("read", "table", lines=12)
    low.until("end of pager")
    assert low.process.wait(30) == 0
    assert saved(tmp_path).read == ["table"]
    high = terminal("read", "table", lines=90)
    assert "end of pager" not in high.until("Next: nox -s read -- writing")
