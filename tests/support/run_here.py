"""A command line, run in the process of the test: what it imports and calls can be replaced."""

import pytest

from stillroom.cli.app import app
from stillroom.cli.run_app import run_app


def run_here(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run ``stillroom`` with *words* and return its exit status."""
    monkeypatch.setattr("sys.argv", ["stillroom", *words])
    return run_app(app, "stillroom")
