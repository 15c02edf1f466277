"""How a command line ends: a status, and one line for whatever cannot be done."""

import builtins
import importlib
import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer

from stillroom.cli.run_app import TRACEBACK, run_app
from stillroom.errors import STOPPED, StillroomError
from stillroom.project.advice import AdvisedError, NextStep, advice
from tests.support.paths import ROOT


def app(error: BaseException) -> typer.Typer:
    """Return a command that raises *error*."""
    broken = typer.Typer(rich_markup_mode=None)

    @broken.command()
    def command() -> None:
        raise error

    return broken


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (StillroomError("x: missing;\x1b write it"), "x: missing;\\x1b write it"),
        (KeyboardInterrupt(), "stopped by the keyboard; nothing was left behind"),
        (ValueError("Error building `model` serializer: KeyboardInterrupt: "), STOPPED),
        (PermissionError(13, "Permission denied", "x"), "x: Permission denied"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (TimeoutError("late"), "late"),
        (typer.BadParameter("a\nb"), "Invalid value: a b. Try: stillroom --help"),
        (typer.BadParameter("Value error, no"), "Invalid value: no. Try: stillroom --help"),
        (
            ValueError("what\nnobody foresaw"),
            (
                "a fault of stillroom itself, please report it: ValueError: what nobody foresaw "
                f"(with {TRACEBACK}=1 set, the same command shows where)"
            ),
        ),
        (
            SystemExit(0),
            (
                "a fault of stillroom itself, please report it: SystemExit: 0 "
                f"(with {TRACEBACK}=1 set, the same command shows where)"
            ),
        ),
        (
            GeneratorExit(),
            (
                "a fault of stillroom itself, please report it: GeneratorExit: "
                f"(with {TRACEBACK}=1 set, the same command shows where)"
            ),
        ),
    ],
)
def test_every_failure_is_one_line(
    error: BaseException,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Never a traceback, and always exit status 2."""
    monkeypatch.setattr("sys.argv", ["stillroom"])
    monkeypatch.delenv(TRACEBACK, raising=False)
    assert run_app(app(error), "stillroom") == 2
    assert capsys.readouterr() == ("", f"stillroom: {line}\n")


def test_a_traceback_can_be_had(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["stillroom"])
    monkeypatch.setenv(TRACEBACK, "1")
    assert run_app(app(ValueError("what")), "stillroom") == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_reader_that_has_gone_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The status is neither that of success nor that of somebody who did not pass."""
    monkeypatch.setattr("sys.argv", ["stillroom"])
    monkeypatch.setattr("os.dup2", lambda *_: None)
    assert run_app(app(BrokenPipeError(32, "Broken pipe")), "stillroom") == 2
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("status", "returned"), [(0, 0), (1, 1)])
def test_a_command_says_its_status_itself(
    status: int, returned: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["stillroom"])
    assert run_app(app(typer.Exit(status)), "stillroom") == returned


def test_no_command_that_an_error_advises_is_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("sys.argv", ["stillroom"])
    said = advice("Say which exercise of the course, such as: ", NextStep("start", "01-add-users"))
    assert run_app(app(AdvisedError(said)), "stillroom") == 2
    assert "stillroom start 01-add-users" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="there a pipe always waits")
def test_output_waits_for_its_reader_whatever_another_program_has_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who has the same terminal may have told it not to wait: then what does not fit would be lost."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    quiet = typer.Typer()

    @quiet.command()
    def command() -> None:
        typer.echo("said")

    with open(writing, "w") as out, open(reading) as reader:
        monkeypatch.setattr("sys.stdout", out)
        monkeypatch.setattr("sys.argv", ["stillroom"])
        assert run_app(quiet, "stillroom") == 0
        assert os.get_blocking(writing)
        out.flush()
        assert reader.readline() == "said\n"


def test_the_usage_names_the_command_and_not_how_it_was_started(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["/somewhere/stillroom/__main__.py", "--help"])
    assert run_app(app(StillroomError("never")), "stillroom") == 0
    assert capsys.readouterr().out.split()[:2] == ["Usage:", "stillroom"]


@pytest.mark.parametrize("imported", ["stillroom.sandbox.ahead", "stillroom.cli.app"])
def test_ctrl_c_is_one_line_while_the_libraries_are_imported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], imported: str
) -> None:
    """The script that pip installs leads to a function that imports them inside of it."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    module, _, name = scripts["stillroom"].partition(":")
    entry = getattr(importlib.import_module(module), name)
    load = builtins.__import__

    def stopped(wanted: str, *rest: object) -> object:
        if wanted == imported:
            raise KeyboardInterrupt
        return load(wanted, *rest)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr("sys.argv", ["stillroom", "list"])
    monkeypatch.setattr("builtins.__import__", stopped)
    usual = signal.getsignal(signal.SIGINT)
    with pytest.raises(SystemExit) as ended:
        entry()
    signal.signal(signal.SIGINT, usual)
    monkeypatch.undo()
    assert ended.value.code == 2
    assert capsys.readouterr() == ("", f"stillroom: {STOPPED}\n")


STOPPED_IN_CODE_FROM_A_TEXT = """
from stillroom import __main__
from stillroom.cli import app
app.main = lambda: exec("raise KeyboardInterrupt")
__main__.main()
"""
STOPPED_BEHIND_ITS_END = """
import atexit, os, signal, sys
from stillroom import __main__
from stillroom.cli import app
app.main = lambda: sys.exit(1)
atexit.register(os.kill, os.getpid(), signal.SIGINT)
__main__.main()
"""


@pytest.mark.processes
@pytest.mark.skipif(os.name == "nt", reason="another kind of Ctrl-C")
@pytest.mark.parametrize(
    ("module", "status", "line"),
    [
        (STOPPED_IN_CODE_FROM_A_TEXT, 2, f"stillroom: {STOPPED}\n"),
        (STOPPED_BEHIND_ITS_END, 1, ""),
    ],
    ids=["in-code-from-a-text", "behind-its-end"],
)
def test_ctrl_c_has_an_exit_status_wherever_it_comes(
    tmp_path: Path, module: str, status: int, line: str
) -> None:
    """Libraries run code from a text when they are imported: Python would end with the signal then."""
    (tmp_path / "stopped.py").write_text(module, "utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "stopped"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (status, line)
