"""Commands that are run for the page: which may run, how they end, and what is kept of them."""

import os
import shutil
import threading
from pathlib import Path

import pytest

from stillroom.errors import StillroomError
from stillroom.web import run_command
from stillroom.web.run_command import MOST, CommandRunner
from stillroom.web.typed_command import Refused, as_shown, words_of
from stillroom.web.views.console import WRONG_WORDS, failure

COMMANDS = ['alembic revision -m "add users"', "alembic upgrade head", "alembic current"]
INI = "[alembic]\nscript_location = %(here)s/migrations\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with just what Alembic needs to run ``env.py``."""
    (tmp_path / "migrations" / "versions").mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text(INI, "utf-8")
    return tmp_path


def environment(project: Path, *lines: str) -> None:
    """Write what each command runs."""
    (project / "migrations" / "env.py").write_text("\n".join(["import os, time", *lines]), "utf-8")


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("", "This is not run here"),
        ("alembic", "This is not run here"),
        ("python -c 1", "use a terminal"),
        (
            "alembic --help",
            "alembic current, alembic downgrade, alembic revision, alembic stamp and alembic upgrade",
        ),
        ("alembic -c other.ini upgrade head", "This is not run here"),
        ("alembic merge heads", "This is not run here"),
        ("alembic revision -m 'add", "A quote is opened and not closed"),
        ("nox -s next", "the button that goes on"),
        ("stillroom quiz", "The menu has it"),
    ],
)
def test_nothing_else_is_run(project: Path, typed: str, named: str) -> None:
    """Only the kinds of commands that the lesson teaches, with one sentence for all others."""
    environment(project, "open('ran', 'w')")
    commands = CommandRunner(project, COMMANDS)
    with pytest.raises(Refused, match=named) as refused:
        commands.run(typed)
    assert refused.value.line == typed
    assert commands.runs == ()
    assert not (project / "ran").exists()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("upgrad head", "alembic upgrade head"),
        ("alembic upgarde head", "alembic upgrade head"),
        ("alemic upgrade head", "alembic upgrade head"),
        ("alembic dwongrade -1", "alembic downgrade -1"),
        ("$ alembic upgarde head", "alembic upgrade head"),
        ("rm -rf /", ""),
        ("alembic upgarde head; rm x", "alembic upgrade head"),
        ("alembic upgarde head && ls $HOME", "alembic upgrade head"),
        ("alembic upgarde; rm x", "alembic upgrade"),
        ("alembic upgarde 'a; b' | cat", "alembic upgrade 'a; b'"),
    ],
)
def test_what_is_nearly_a_command_is_offered(typed: str, meant: str) -> None:
    with pytest.raises(Refused) as refused:
        words_of(typed, ["current", "downgrade", "upgrade"])
    assert refused.value.meant == meant


WRONG = ["history -r 1:2:3", "upgrade ''", "upgrade head+1", "downgrade 0001@", "stamp 1:2:3 --sql", "merge ''"]  # fmt: skip


@pytest.mark.parametrize("typed", WRONG)
def test_words_over_which_alembic_stumbles_are_told_in_our_words(
    starter: Path, tmp_path: Path, typed: str
) -> None:
    """Alembic ends with an error of Python's; the page says that the words are to be mended."""
    kinds = [f"alembic {kind}" for kind in ("history", "upgrade", "downgrade", "stamp", "merge")]
    own = shutil.copytree(starter, tmp_path / "own")
    ran = CommandRunner(own, kinds).run(f"alembic {typed}")
    assert "Traceback" in ran.output
    assert failure(ran.output) == WRONG_WORDS


def test_an_error_of_python_in_a_revision_is_no_matter_of_words(project: Path) -> None:
    """Nor one of the environment that the learner has written."""
    environment(project, "int('x')")
    ran = CommandRunner(project, COMMANDS).run("alembic current")
    assert failure(ran.output).startswith("ValueError: ")


MEANT = 'alembic revision -m "add users table"'


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("alembic revision -m add users table", MEANT),
        ("alembic revision add users table", MEANT),
        ("revision 'add users table'", MEANT),
        (
            "alembic revision --autogenerate -m add users",
            'alembic revision --autogenerate -m "add users"',
        ),
        ("alembic revision --rev-id 7 add", 'alembic revision --rev-id 7 -m "add"'),
    ],
)
def test_a_message_without_quotes_is_offered_with_them(typed: str, meant: str) -> None:
    with pytest.raises(Refused, match="follows -m, in quotes") as refused:
        words_of(typed, ["revision", "upgrade"])
    assert (refused.value.line, refused.value.meant) == (typed, meant)
    assert words_of(meant, ["revision"])[0] == "revision"


@pytest.mark.parametrize("typed", ["revision", "revision -m x", "revision --autogenerate", MEANT])
def test_a_whole_revision_command_is_run_as_it_is(typed: str) -> None:
    assert words_of(typed, ["revision"])[0] == "revision"


@pytest.mark.parametrize(
    "typed",
    [
        "$ alembic upgrade head",
        "python -m alembic upgrade head",
        "uv run alembic  upgrade head",
        " upgrade  head",
    ],
)
def test_what_stands_before_a_command_elsewhere_is_no_part_of_it(typed: str) -> None:
    assert words_of(typed, ["upgrade"]) == ["upgrade", "head"]
    assert as_shown(typed) == "alembic upgrade head"


def test_no_shell_reads_what_was_typed(project: Path) -> None:
    """A second command is a wrong argument of the first one."""
    environment(project)
    ran = CommandRunner(project, COMMANDS).run("alembic current ; touch ran > out")
    assert (ran.good, ran.code) == (False, 2)
    assert "unrecognized arguments: ; touch" in ran.output
    assert not (project / "ran").exists()
    assert not (project / "out").exists()


def test_it_runs_in_the_project_and_keeps_the_output(project: Path) -> None:
    """With what steers a terminal made visible, and with nothing to read from."""
    environment(project, r"print(os.getcwd(), '\x1b[31m')", "import sys", "print(sys.stdin.read() == '')",
                "print('  indented')")  # fmt: skip
    commands = CommandRunner(project, COMMANDS)
    told: list[bool] = []
    commands.told = lambda: told.append(commands.runs[-1].is_running)
    ran = commands.run("alembic   current")
    assert (ran.command, ran.code, ran.good) == ("alembic current", 0, True)
    assert (told[0], told[-1]) == (True, False)
    assert ran.output.splitlines() == [f"{project} \\x1b[31m", "True", "  indented"]
    assert commands.runs == (ran,)


def test_the_last_part_of_long_output_is_kept(project: Path) -> None:
    """However long it is, and wherever it is cut."""
    environment(project, "print('ü' * 1_000_001)", "print('the end')")
    ran = CommandRunner(project, COMMANDS).run("alembic current")
    assert ran.output.endswith("the end")
    assert len(ran.output.encode()) <= MOST


def test_a_command_that_hangs_is_ended(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says after how long; what it has started is ended, too."""
    monkeypatch.setattr(run_command, "SECONDS", 0.5)
    environment(project, "os.fork()", "time.sleep(1000)")
    ran = CommandRunner(project, COMMANDS).run("alembic current")
    assert (ran.good, ran.ended) == (False, "ended after 0 seconds")


def test_one_command_at_a_time_and_none_after_the_end(project: Path) -> None:
    """A second one is refused, not queued; each can be stopped, and the end of the page ends it."""
    pipe = project / "pipe"
    os.mkfifo(pipe)
    environment(project, f"open({str(pipe)!r}, 'w').close()", "time.sleep(1000)")
    commands = CommandRunner(project, COMMANDS)
    running = threading.Thread(target=commands.run, args=("alembic current",))
    running.start()
    pipe.open("rb").close()  # waits until the command is at its work
    with pytest.raises(Refused, match="A command is still running"):
        commands.run("alembic current")
    commands.halt()
    running.join()
    assert (commands.runs[-1].ended, commands.runs[-1].good) == ("stopped", False)
    commands.stop()
    with pytest.raises(StillroomError, match="the lesson has ended"):
        commands.run("alembic current")
