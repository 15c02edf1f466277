"""A command line, run in the process of the test: what it imports and calls can be replaced."""

from pathlib import Path

import pytest

from stillroom.cli.app import app
from stillroom.cli.run_app import run_app
from stillroom.sandbox.runner import Runner
from tests.support.commands import Answer


def run_here(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run ``stillroom`` with *words* and return its exit status."""
    monkeypatch.setattr("sys.argv", ["stillroom", *words])
    return run_app(app, "stillroom")


def answer_here(
    runner: Runner, capsys: pytest.CaptureFixture[str], *words: str | Path, **environment: str
) -> Answer:
    """Run ``stillroom`` with *words* here; learners' code runs in the isolated process of *runner*."""
    given = list(map(str, words))
    with pytest.MonkeyPatch.context() as patch:
        use_process_of(runner, patch)
        for name, value in environment.items():
            patch.setenv(name, value)
        status = run_here(patch, *given)
    return Answer(given, status, *capsys.readouterr())


def use_process_of(lent: Runner, patch: pytest.MonkeyPatch) -> None:
    """Let every other runner of this process run commands in the isolated process of *lent*, which stays warm.

    It runs one command at a time, so that several submissions are graded one after the other.
    """
    started, isolation, close = Runner.started, lent.isolation, Runner.close
    patch.setattr(Runner, "__enter__", lambda runner: runner)
    patch.setattr(Runner, "__exit__", lambda *_: None)
    patch.setattr(Runner, "stop", lambda runner: setattr(runner, "stopped", True))
    patch.setattr(Runner, "started", lambda _: started(lent))
    patch.setattr(Runner, "isolation", property(lambda _: isolation))
    patch.setattr(Runner, "close", lambda _: close(lent))
    patch.setattr("os.cpu_count", lambda: 1)
