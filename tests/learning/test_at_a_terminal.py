"""The ways to learn at a real terminal, as learners meet them."""

import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stillroom.course.lesson import Lesson
from tests.support.learning import place, saved
from tests.support.terminal import Terminal


@pytest.fixture
def terminal(own: Path, tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start a way to learn in a terminal."""
    opened: list[Terminal] = []

    def start(*arguments: str, columns: int = 80, lines: int = 40) -> Terminal:
        words = ("stillroom", *arguments, "--project", str(tmp_path), "--course", str(own))
        opened.append(Terminal(*words, columns=columns, lines=lines, STILLROOM_FACE="nox"))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()


@pytest.mark.parametrize("leave", ["\x03", "\x04"], ids=["ctrl-c", "ctrl-d"])
def test_leaving_in_the_middle_keeps_every_answer(
    terminal: Callable[..., Terminal], lesson: Lesson, tmp_path: Path, leave: str
) -> None:
    """Ctrl-C and Ctrl-D end the quiz with a line and status 0; both answers are there."""
    quiz_ = terminal("quiz")
    quiz_.shows("q to quit:")
    quiz_.type(f"{place(lesson.questions[0], False)}\n")
    quiz_.shows("Question 2 of 3")
    quiz_.shows("q to quit:")
    quiz_.type(f"{place(lesson.questions[1], True)}\n")
    quiz_.shows("right 3")
    quiz_.type(leave)
    shown = quiz_.shows("2 questions answered: 1 right, 1 not yet")
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
    quiz_.shows("q to quit:")
    quiz_.type(f"{place(lesson.questions[0], True)}\n")
    quiz_.shows("Question 2 of 3")
    quiz_.process.send_signal(end)
    quiz_.process.wait(30)
    assert saved(tmp_path).cards.keys() == {"q-1"}


def test_a_long_chapter_goes_through_a_pager(
    terminal: Callable[..., Terminal], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only on a terminal that is too low for it; it is marked as read when the pager is left."""
    monkeypatch.setenv("MANPAGER", f"{shutil.which('head')} -n 3; echo end of pager")
    low = terminal("read", "table", lines=12)
    low.shows("end of pager")
    assert low.process.wait(30) == 0
    assert saved(tmp_path).read == ["table"]
    high = terminal("read", "table", lines=90)
    assert "end of pager" not in high.shows("Next: nox -s read -- writing")
