"""What keys do in the watch, and what the screen shows then: on a watcher that starts no process."""

from pathlib import Path
from typing import get_args

import pytest

from stillroom.course.course import Course
from stillroom.course.lesson import Lesson
from stillroom.course.lesson_files import read_lesson
from stillroom.project.advice import FACE, NextStep, advice
from stillroom.project.events import Event
from stillroom.project.progress import FILE, Progress
from stillroom.project.progress_file import load_progress, save_progress
from stillroom.results.finding import Finding
from stillroom.tui import words
from stillroom.tui.key_bindings import BINDINGS, meanings, press, shown_on_screen
from stillroom.tui.keys import ENDED, ENTER, ESCAPE, named
from stillroom.tui.overlays import OVERLAYS, overlay
from stillroom.tui.screen import LOWEST, NARROWEST, render
from stillroom.tui.session import Mode, Session
from tests.support.watcher import ScriptedWatcher

pytestmark = pytest.mark.fast
FINDING = Finding(
    code="nothing-done", message="It is wrong.", hint="Mend it.", file="app/models.py", line=3
)
SIZES = [(NARROWEST, LOWEST), (80, 24), (100, 30), (200, 60)]


@pytest.fixture
def watcher(course: Course) -> ScriptedWatcher:
    return ScriptedWatcher(course)


@pytest.fixture
def session(course: Course, watcher: ScriptedWatcher, tmp_path: Path) -> Session:
    return Session(watcher, course, read_lesson(course), tmp_path)  # type: ignore[arg-type]  # a double


def press_all(session: Session, *keys: str) -> None:
    for key in keys:
        press(session, key)


def shown(session: Session) -> str:
    return "\n".join(line.text for line in overlay(session))


def kept(session: Session) -> Progress:
    return load_progress(session.project)[0]


def place_of(session: Session, *, right: bool) -> str:
    """The key of the right option of the question that is asked, or of a wrong one."""
    return next(
        str(number) for number, (_, option) in enumerate(session.options, 1) if option.right is right
    )  # fmt: skip


# ---------------------------------------------------------------------------- the table of keys


def test_every_mode_has_an_overlay_and_is_left_with_escape(session: Session) -> None:
    assert set(OVERLAYS) == set(get_args(Mode))
    for mode in get_args(Mode):
        session.mode = mode
        press(session, ESCAPE)
        assert session.mode == "follow"


@pytest.mark.parametrize("mode", get_args(Mode))
@pytest.mark.parametrize("key", ["q", ENDED])
def test_the_session_can_be_ended_in_every_mode(session: Session, mode: Mode, key: str) -> None:
    session.mode = mode
    press(session, key)
    assert session.is_over


def test_no_two_keys_of_one_mode_are_listed_alike() -> None:
    labels = [label for label, _ in meanings()]
    assert len(labels) == len(set(labels))
    assert {label for label, _ in shown_on_screen()} <= set(labels)
    assert {"esc", "?", "q"} <= set(labels)


def test_the_list_of_keys_has_every_key_of_the_last_line(session: Session) -> None:
    press(session, "?")
    for key, _ in shown_on_screen():
        assert f"\n{key} " in f"\n{shown(session)}"
    assert all(binding.modes for binding in BINDINGS)


def test_a_key_without_a_meaning_says_so_and_enter_says_nothing(session: Session) -> None:
    press(session, "x")
    assert session.notice == "The key x does nothing here. All keys: ?"
    press(session, ENTER)
    assert (session.notice, session.mode) == ("", "follow")


# ---------------------------------------------------------------------------- hints, list, next


def test_hints_come_one_by_one_and_are_remembered(session: Session, course: Course) -> None:
    first = course.exercises[0]
    press(session, "h")
    assert f"{first.id}, hint 1 of" in shown(session)
    press(session, "h")
    assert "hint 2 of" in shown(session)
    assert kept(session).hints == {first.id: [1, 2]}


def test_the_task_is_shown_part_by_part_and_then_from_its_beginning(session: Session) -> None:
    shown = []
    for _ in range(9):
        press(session, "t")
        shown.append(render(session, 60, 24).plain)
    assert "01-add-users: Add the users table" in shown[0]
    assert "VARCHAR(50)" in shown[0] and "Done when" not in shown[0]
    assert any("alembic_version" in text for text in shown)
    assert shown[0] in shown[1:]


def test_the_list_marks_the_current_exercise_and_those_that_passed(
    session: Session, course: Course
) -> None:
    first, second, *_ = course.exercises
    save_progress(Progress(passed=[first.id], current=second.id), session.project)
    press(session, "l")
    lines = shown(session).splitlines()
    assert lines[0] == f"  {first.id}  {first.title}: passed"
    assert lines[1] == f"> {second.id}  {second.title}: not yet"


def test_the_progress_is_read_once_for_each_key(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[Path] = []

    def load(project: Path) -> tuple[Progress, None]:
        reads.append(project)
        return Progress(), None

    monkeypatch.setattr("stillroom.tui.session.load_progress", load)
    press(session, "l")
    render(session, 80, 24)
    assert len(reads) == 1
    session.tick()
    assert len(reads) == 1


def test_the_list_follows_what_happens(
    session: Session, watcher: ScriptedWatcher, course: Course
) -> None:
    press(session, "l")
    save_progress(Progress(passed=[course.ids[0]]), session.project)
    watcher.has_changed = True
    assert session.tick()
    assert f"{course.exercises[0].title}: passed" in shown(session)


def test_a_damaged_progress_file_is_said(session: Session) -> None:
    (session.project / FILE).write_text("{", "utf-8")
    press(session, "l")
    assert "was damaged" in session.notice


def test_next_says_what_to_do_or_begins_the_next_exercise(
    session: Session, watcher: ScriptedWatcher, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = course.exercises
    monkeypatch.setattr("stillroom.tui.session.follow_on", lambda *_: advice("It is ready."))
    watcher.check(first, FINDING)
    press(session, "n")
    assert session.notice == "Wait: your files are being checked."
    watcher.check(first)
    press(session, "n")
    assert watcher.has_gone_on
    assert session.notice == "It is ready."


def test_a_beginning_can_be_taken_back(
    session: Session, watcher: ScriptedWatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(session, "u")
    assert "nothing can be taken back" in session.notice
    assert not watcher.has_gone_on
    monkeypatch.setattr("stillroom.tui.session.undo", lambda *_: advice("It is back."))
    press(session, "u")
    assert (session.notice, watcher.has_gone_on) == ("It is back.", True)


def test_a_notice_goes_when_something_happens(session: Session, watcher: ScriptedWatcher) -> None:
    press(session, "x")
    session.tick()
    assert session.notice
    watcher.tick = lambda: bool(watcher.events.append(Event("edit", "Edited.")) or True)  # type: ignore[method-assign,func-returns-value]
    session.tick()
    assert session.notice == ""


# ---------------------------------------------------------------------------- the quiz


def test_a_right_answer_counts_and_the_next_question_comes(session: Session) -> None:
    press(session, "z")
    question = session.question
    assert question is not None
    press(session, place_of(session, right=True))
    assert "1 of 1 right" in shown(session)
    assert shown(session).count("(right)") == 1
    assert kept(session).cards[question.id].right == 1
    press(session, ENTER)
    assert session.question != question
    assert "1 to 4 answer" in shown(session)


def test_a_wrong_answer_is_explained(session: Session) -> None:
    press(session, "z")
    press(session, place_of(session, right=False))
    assert session.question is not None
    assert "0 of 1 right" in shown(session)
    assert words.Line("Not right.", "bold red") in overlay(session)


def test_h_gives_the_hint_of_the_question(session: Session) -> None:
    press_all(session, "z", "h")
    assert session.question is not None
    assert session.notice == f"Hint: {session.question.hint}"
    assert (session.mode, kept(session).hints) == ("quiz", {})


def test_an_answer_that_cannot_be_kept_is_judged_and_said(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(session, "z")
    (session.project / FILE).mkdir()
    (session.project / f"{FILE}.lock").mkdir()
    press(session, place_of(session, right=True))
    assert "Not remembered: " in session.notice
    assert "1 of 1 right" in shown(session)


def test_a_course_without_questions_says_so(session: Session) -> None:
    session.lesson = Lesson(title="Empty")
    press(session, "z")
    assert (session.mode, session.notice) == ("follow", "This course has no questions.")


# ---------------------------------------------------------------------------- reset


def test_reset_asks_before_it_forgets(session: Session, watcher: ScriptedWatcher) -> None:
    press_all(session, "r", "x")
    assert session.notice == "y for yes, n for no."
    press(session, "n")
    assert (session.mode, session.notice) == ("follow", "Nothing was changed.")
    assert not watcher.was_forgotten
    press_all(session, "r", "y")
    assert watcher.was_forgotten
    assert "again, with its files and its database?" in shown(session)
    press(session, "n")
    assert (session.mode, session.notice) == ("follow", "The files stay as they are.")


def test_files_that_cannot_be_laid_are_said(session: Session) -> None:
    press_all(session, "r", "y", "y")
    assert session.mode == "follow"
    assert "give the folder of a Stillroom project" in session.notice


# ---------------------------------------------------------------------------- the screen


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("keys", ["", "l", "?", "z", "z1", "r", "ry", "h", "t", "tt"])
@pytest.mark.parametrize("has_result", [False, True])
def test_every_view_fits_every_screen(
    session: Session, watcher: ScriptedWatcher, size: tuple[int, int], keys: str, has_result: bool
) -> None:
    width, height = size
    if has_result:
        watcher.check(session.course.exercises[0], FINDING, FINDING)
        watcher.events = [
            Event("edit", f"Something long has happened here. {'x' * n}") for n in range(99)
        ]
    press_all(session, *keys)
    lines = render(session, width, height).plain.split("\n")
    assert len(lines) == height
    assert max(map(len, lines)) <= width
    assert "q quit" in lines[-1]


def test_the_row_that_comes_next_is_always_in_sight(session: Session) -> None:
    shown = render(session, NARROWEST, LOWEST).plain
    assert "> 1 " in shown
    (head,) = [line for line in shown.splitlines() if "Promised" in line]
    assert not head.endswith("…")  # the columns take no more room than there is


def test_too_little_room_is_said(session: Session) -> None:
    text = render(session, NARROWEST - 1, LOWEST).plain
    assert text.startswith(f"The watch needs {NARROWEST} columns and {LOWEST} lines; there are")


def test_a_result_is_the_verdict_and_the_first_finding(
    watcher: ScriptedWatcher, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FACE, "nox")
    watcher.check(course.exercises[0], FINDING, FINDING)
    verdict, first = words.result(watcher.result, checking=True)
    assert "NOT YET, 0 of" in verdict.text
    assert verdict.text.endswith("(checking again)")
    assert first.text == "app/models.py:3: It is wrong. (1 more: nox -s check)"


def test_the_last_line_sums_up(session: Session, watcher: ScriptedWatcher) -> None:
    watcher.events = [
        Event("passed", "01-add-users is passed: 10 points.", exercise="01-add-users"),
        Event("edit", "Edited."),
    ]
    press(session, "z")
    press(session, place_of(session, right=True))
    assert words.summary(session) == (
        "The watch has ended: 2 events seen; passed: 01-add-users; quiz: 1 of 1 right. "
        "The database is at: empty."
    )


# ---------------------------------------------------------------------------- what a terminal sends


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        (b"h", ["h"]),
        (b"H", ["h"]),
        (b"\x1b", [ESCAPE]),
        (b"\x1b[A", []),
        (b"\x1bOP", []),
        (b"\x1b[15~q", ["q"]),
        (b"\r", [ENTER]),
        ("ß".encode(), ["ß"]),
        (b"\xff", []),
        (b"ryq", ["r", "y", "q"]),
    ],
)
def test_keys_have_names(sent: bytes, keys: list[str]) -> None:
    assert named(sent) == keys


# ---------------------------------------------------------------------------- nothing is broken


def test_no_command_is_broken_into_two_lines(session: Session, watcher: ScriptedWatcher) -> None:
    reset = NextStep("reset", option="--database")
    for words_before in range(1, 30):
        watcher.next = advice("a " * words_before, "Run: ", reset)
        assert "stillroom reset --database" in render(session, NARROWEST, 30).plain


def test_what_is_cut_says_so_and_a_finding_has_the_room_that_there_is(
    session: Session, watcher: ScriptedWatcher, course: Course
) -> None:
    long = " ".join(f"word{number}" for number in range(30))
    watcher.events = [Event("edit", f"{long} end-of-event.")]
    watcher.check(course.exercises[0], FINDING.model_copy(update={"headline": f"{long} the-end."}))
    tall, low = render(session, NARROWEST, 60).plain, render(session, NARROWEST, 20).plain
    event = next(line for line in tall.splitlines() if "word0 " in line and "app/" not in line)
    after = tall.splitlines()[tall.splitlines().index(event) + 1]
    assert "end-of-event" not in tall
    assert after.endswith("…")
    assert "the-end." in tall
    assert "the-end." not in low
