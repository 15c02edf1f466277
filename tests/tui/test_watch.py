"""The watch in a real terminal: a pseudo-terminal, a screen emulator, real Alembic commands beside it."""

import contextlib
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.project.progress_file import load_progress
from tests.support.commands import alembic, run_module

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal is needed", allow_module_level=True)

import termios

from tests.support.terminal import LIMIT, WATCH, Plain, Terminal, all_end, children, environment

UP_1 = 'op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(50), nullable=False))'


Open = Callable[..., Terminal]


@pytest.fixture
def open_terminal(project: Path) -> Iterator[Open]:
    """Opens terminals with the watch in them, and closes them behind the test."""
    opened: list[Terminal] = []

    def make(columns: int = 100, lines: int = 40) -> Terminal:
        opened.append(Terminal(*WATCH, "--project", str(project), columns=columns, lines=lines))
        return opened[-1]

    yield make
    for terminal in opened:
        terminal.close()


def fill_in(project: Path, message: str, up: str, down: str) -> None:
    (path,) = (project / "migrations" / "versions").glob(f"*{message}.py")
    head = path.read_text().partition("def upgrade")[0]
    path.write_text(
        f"{head}def upgrade() -> None:\n    {up}\n\n\ndef downgrade() -> None:\n    {down}\n"
    )


def row(text: str, step: int) -> str:
    """The line of the table for a step."""
    lines = [line for line in text.splitlines() if line[2:].startswith(f"{step} ")]
    return lines[0] if lines else ""


def test_an_exercise_with_real_commands_beside_it(
    root: Path, course: Course, project: Path, open_terminal: Open
) -> None:
    """From the first row to the next exercise; the watcher itself is taken through all ten rows."""
    terminal = open_terminal()
    terminal.shows("NOT YET", "Next: Step 1: alembic revision")
    alembic(project, "revision", "-m", "add users table")
    terminal.until(lambda text: "seen" in row(text, 1))
    fill_in(project, "add_users_table", UP_1, 'op.drop_table("users")')
    terminal.until(lambda text: "empty  seen" in row(text, 2))
    models = projects.solved(root, course.find("01"))["app/models.py"]
    (project / "app" / "models.py").write_bytes(models)
    terminal.shows("PASSED, 10 of 10 points", "alembic upgrade head")
    alembic(project, "upgrade", "head")
    terminal.until(lambda text: "users  seen" in row(text, 3) and "users  seen" in row(text, 4))
    terminal.shows("(head); the models agree")
    alembic(project, "downgrade", "-1")
    terminal.shows("the models differ", "the table users went")
    alembic(project, "upgrade", "head")
    terminal.shows("(head); the models agree")
    terminal.type("n")
    goal = f"02-add-email is ready: {course.find('02').definition.goal[:20]}"
    terminal.shows(goal)
    terminal.shows("Check 02-add-email: NOT YET", "Next: Step 5: alembic revision")
    terminal.type("q")
    assert terminal.ends() == 0
    assert "passed: 01-add-users" in " ".join(terminal.text.split())
    assert load_progress(project)[0].passed == ["01-add-users"]


def test_every_key_answers_and_the_terminal_is_put_back(project: Path, open_terminal: Open) -> None:
    before = {path: path.read_bytes() for path in project.rglob("*.py")}
    terminal = open_terminal()
    terminal.shows("NOT YET", "q quit")
    processes = children(terminal.process.pid)
    assert processes
    terminal.type("h")
    terminal.shows("01-add-users, hint 1 of", "h next hint")
    terminal.type("h")
    terminal.shows("hint 2 of")
    terminal.type("\x1b")
    terminal.shows("Promised")
    terminal.type("z")
    terminal.shows("Quiz (", "1 to 4 answer")
    terminal.type("h")
    terminal.shows("Hint: ")
    terminal.type("1")
    terminal.shows("of 1 right", "(right)")
    terminal.type("\r")
    terminal.shows("1 to 4 answer")
    terminal.type("\x1b")
    terminal.shows("Promised")
    terminal.type("l")
    terminal.shows("> 01-add-users", "04-reapply", "not yet")
    terminal.type("?")
    terminal.shows("forget what this session has seen")
    terminal.type("r")
    terminal.shows("Forget what this session has seen?", "y or n")
    terminal.type("n")
    terminal.shows("Nothing was changed.", "Promised")
    terminal.type("ry")
    terminal.shows("Begin 01-add-users again")
    terminal.type("n")
    terminal.shows("The files stay as they are.")
    terminal.type("x")
    terminal.shows("The key x does nothing here.")
    terminal.type("q")
    assert terminal.ends() == 0
    assert termios.tcgetattr(terminal.own) == terminal.before
    assert "The watch has ended: 0 events seen; quiz:" in terminal.text
    assert all_end(processes)
    progress, _ = load_progress(project)
    assert progress.hints == {"01-add-users": [1, 2]}
    assert len(progress.cards) == 1
    assert {path: path.read_bytes() for path in project.rglob("*.py")} == before


def test_reset_begins_the_exercise_again_and_u_takes_it_back(
    project: Path, open_terminal: Open
) -> None:
    alembic(project, "revision", "-m", "add users table")
    terminal = open_terminal()
    terminal.shows("NOT YET")
    terminal.type("ryy")
    terminal.shows("01-add-users is ready")
    assert list((project / "migrations" / "versions").glob("*.py")) == []
    terminal.type("u")
    terminal.shows("Taken back")
    assert len(list((project / "migrations" / "versions").glob("*.py"))) == 1


def test_a_small_terminal_is_said_and_a_larger_one_goes_on(open_terminal: Open) -> None:
    terminal = open_terminal(columns=50, lines=10)
    terminal.shows("The watch needs 60 columns and 16 lines; there are")
    terminal.resize(60, 16)
    terminal.shows("Step Command", "NOT YET", "q quit")
    terminal.resize(120, 50)
    terminal.shows("nothing left to run", "q quit")


@pytest.mark.skipif(shutil.which("less") is None, reason="there is no pager that takes Ctrl-C")
def test_ctrl_c_in_the_pager_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    """It is for the pager: the command waits until that has ended, and set the terminal back."""
    words = ("stillroom", "read", "table", "--project", str(tmp_path))
    with contextlib.closing(Terminal(*words, lines=10)) as terminal:
        terminal.shows("q leaves")
        terminal.type("\x03")
        while terminal.process.poll() is None:  # the interrupt takes with it what was typed
            terminal.type("q")
            terminal.feed(0.2)
        assert terminal.process.returncode == 0
        assert termios.tcgetattr(terminal.own) == terminal.before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_and_the_terminal_is_put_back(
    open_terminal: Open, number: signal.Signals
) -> None:
    terminal = open_terminal()
    terminal.shows("Promised")
    terminal.until(lambda _: children(terminal.process.pid))
    processes = children(terminal.process.pid)
    terminal.process.send_signal(number)
    assert terminal.ends() == 0
    assert "The watch has ended" in terminal.text
    assert termios.tcgetattr(terminal.own) == terminal.before
    assert all_end(processes)


def test_a_terminal_that_is_closed_leaves_no_process_and_loses_nothing(
    project: Path, open_terminal: Open
) -> None:
    terminal = open_terminal()
    terminal.shows("NOT YET")
    terminal.type("h")
    terminal.shows("hint 1 of")
    processes = children(terminal.process.pid) | {terminal.process.pid}
    os.close(terminal.own)
    os.close(terminal.handle)
    terminal.process.wait(LIMIT)
    assert all_end(processes)
    assert load_progress(project)[0].hints == {"01-add-users": [1]}


def test_a_kill_leaves_no_process(open_terminal: Open) -> None:
    terminal = open_terminal()
    terminal.shows("NOT YET")
    processes = children(terminal.process.pid)
    terminal.process.kill()
    terminal.process.wait(LIMIT)
    assert all_end(processes)


def test_an_error_puts_the_terminal_back_too(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(
        "from stillroom.tui.keys import Keys\nwith Keys() as keys:\n"
        "    print('begun', flush=True)\n    keys.read(60)\n    raise RuntimeError('broken')\n"
    )
    terminal = Terminal("broken", folder=tmp_path)
    try:
        terminal.shows("begun")
        assert termios.tcgetattr(terminal.own) != terminal.before
        terminal.type("x")
        assert terminal.ends() == 1
        assert "RuntimeError: broken" in terminal.text
        assert termios.tcgetattr(terminal.own) == terminal.before
    finally:
        terminal.close()


StartPlain = Callable[..., Plain]


@pytest.fixture
def start_plain(project: Path) -> Iterator[StartPlain]:
    """Starts the watch in plain mode, and ends it behind the test."""
    started: list[Plain] = []

    def start(*options: str, **variables: str) -> Plain:
        started.append(Plain(project, *options, **variables))
        return started[-1]

    yield start
    for plain in started:
        plain.close()


def test_plain_mode_only_adds_lines(project: Path, start_plain: StartPlain) -> None:
    plain = start_plain("--plain")
    plain.shows("Watching project: 01-add-users, Add the users table.\n")
    plain.shows("app.db (no file yet): empty, at base")
    plain.shows("Next: Step 1")
    alembic(project, "revision", "-m", "add users table")
    plain.shows("Its upgrade() is empty. (step 1) Database: empty.\n")
    alembic(project, "upgrade", "head")
    plain.shows("the schema stayed as it was. Database: empty.\n")
    plain.type("h")
    plain.shows("hint 1 of")
    plain.type("z")
    plain.shows("1 to 4 answer")
    plain.type("2")
    plain.shows("of 1 right")
    plain.type("esc")
    plain.type("q")
    plain.shows("The watch has ended: 2 events seen; quiz:")
    assert plain.process.wait(LIMIT) == 0
    assert "\x1b" not in plain.text
    assert "─" not in plain.text


def test_without_a_terminal_it_is_plain_and_goes_on_without_input(
    project: Path, start_plain: StartPlain
) -> None:
    plain = start_plain()
    plain.input.close()
    plain.shows("Next: Step 1")
    alembic(project, "revision", "-m", "add users table")
    plain.shows("A new revision")
    plain.process.send_signal(signal.SIGTERM)
    plain.shows("The watch has ended")
    assert plain.process.wait(LIMIT) == 0


def test_a_database_that_is_not_followed_is_said_once_and_checks_go_on(
    project: Path, start_plain: StartPlain
) -> None:
    plain = start_plain("--plain", DATABASE_URL="postgresql://ada:secret@host/course")
    plain.shows("Next: Step 1")
    alembic(project, "revision", "-m", "add users table")
    plain.shows("NOT YET, 1 of 10 points")
    plain.type("q")
    plain.shows("The watch has ended")
    assert plain.process.wait(LIMIT) == 0
    assert plain.text.count("DATABASE_URL names a postgresql database") == 1
    assert "secret" not in plain.text


def test_a_folder_that_is_no_project_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file.txt").touch()
    done = run_module(*WATCH, "--project", str(tmp_path), environment=environment())
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "not a Stillroom project" in done.stderr
