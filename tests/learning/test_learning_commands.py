"""The ways to learn as commands: real processes, real files."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.course.lesson import Lesson
from stillroom.learning import explain, predict
from stillroom.project.progress import FILE, Progress
from stillroom.project.progress_file import save_progress
from tests.support.commands import Answer, run_module
from tests.support.learning import environment, place, saved


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
