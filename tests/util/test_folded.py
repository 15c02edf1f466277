"""Long lines are broken between words on a terminal, and nowhere else."""

import io

import pytest

from stillroom.util import terminal
from stillroom.util.terminal import HARD_BLANK, folded


class Tty(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_lines_are_broken_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands stay whole, indented lines stay indented, and line breaks stay where they were."""
    monkeypatch.setattr(terminal, "width", lambda: 20)
    command = "nox -s check".replace(" ", HARD_BLANK)
    text = f"Run this again now: {command}\n   one two three four five\nend\n"
    broken = "Run this again now:\nnox -s check\n   one two three\n   four five\nend\n"
    assert folded(text, Tty()) == broken
    assert folded(text, io.StringIO()) == text.replace(HARD_BLANK, " ")
    assert folded("x" * 30, Tty()) == "x" * 30
