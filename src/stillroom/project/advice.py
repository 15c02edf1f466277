"""Advice for the learner as data: words, and commands that may be run next; and how a terminal spells these.

Whoever shows advice spells its commands: as a session of nox, as a
``stillroom`` command, or as a link of a page.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from stillroom.errors import StillroomError
from stillroom.results.finding import Finding
from stillroom.util.terminal import HARD_BLANK

Command = Literal[
    "task", "check", "hint", "start", "next", "reset", "undo",
    "read", "predict", "quiz", "recall", "explore", "explain", "summary", "lesson", "progress", "upgrade", "downgrade", "stamp",
]  # fmt: skip
OF_ALEMBIC = ("upgrade", "downgrade", "stamp")
FACE = "STILLROOM_FACE"
"""The environment variable by which the starter's noxfile says that it runs the command."""


@dataclass(frozen=True)
class NextStep:
    """A command that the learner may run next."""

    command: Command
    argument: str = ""
    """What it applies to: the id of an exercise, a section, a revision."""
    option: str = ""
    """An option of the command, such as ``--due``."""

    @property
    def words(self) -> tuple[str, ...]:
        """What follows the name of the command."""
        return tuple(word for word in (self.argument, self.option) if word)


@dataclass(frozen=True)
class TableCommand:
    """A command of the lesson's table, which the learner types as it stands there."""

    command: str
    effect: str
    """What it does, as the table says."""


@dataclass(frozen=True)
class InText:
    """Words that a text needs around its step, such as ``Run: ``; a button needs none."""

    words: str


Part = str | InText | NextStep | TableCommand
Spelling = Callable[[NextStep], str]


@dataclass(frozen=True)
class Advice:
    """Words for the learner, with steps between them."""

    parts: tuple[Part, ...] = ()
    mends: Finding | None = None
    """The finding whose hint it is, if it is one."""

    @property
    def steps(self) -> tuple[NextStep, ...]:
        """The steps in it, in order."""
        return tuple(part for part in self.parts if isinstance(part, NextStep))

    @property
    def words(self) -> str:
        """What is said where the steps are buttons."""
        return "".join(part for part in self.parts if isinstance(part, str)).strip()

    def spelled(self, spelling: Spelling | None = None) -> str:
        """Return the text; without *spelling*, the steps are spelled for this terminal."""
        spelling = spelling or for_terminal()
        return "".join(
            spelling(part) if isinstance(part, NextStep) else plain(part) for part in self.parts
        )


class AdvisedError(StillroomError):
    """Something cannot be done; the message holds steps. ``str()`` spells them for this terminal."""

    def __init__(self, message: Advice) -> None:
        """Keep *message* as it is: where it is shown, its steps are spelled."""
        super().__init__(message)
        self.advice = message

    def __str__(self) -> str:
        return self.advice.spelled()


def plain(part: str | InText | TableCommand) -> str:
    """Return *part* as it stands in a text."""
    match part:
        case TableCommand():
            return part.command
        case InText():
            return part.words
    return part


def advice(*parts: Part | Advice) -> Advice:
    """Return *parts* one after the other as one piece of advice."""
    flat: list[Part] = []
    for part in parts:
        flat += part.parts if isinstance(part, Advice) else (part,)
    return Advice(tuple(flat))


def through_nox(step: NextStep) -> str:
    """Return *step* as the session of the starter that does it."""
    if step.command in OF_ALEMBIC:
        return _alembic(step)
    return " ".join(("nox -s", step.command, *(("--", *step.words) if step.words else ())))


def as_command(step: NextStep) -> str:
    """Return *step* as a ``stillroom`` command."""
    if step.command in OF_ALEMBIC:
        return _alembic(step)
    return " ".join(("stillroom", step.command, *step.words))


def for_terminal() -> Spelling:
    """Return how the steps are spelled where this process was started: through nox, or without it."""
    return through_nox if os.environ.get(FACE) == "nox" else as_command


def on_one_line(step: NextStep) -> str:
    """Return *step* spelled for this terminal, with blanks at which no line is broken."""
    return for_terminal()(step).replace(" ", HARD_BLANK)


def _alembic(step: NextStep) -> str:
    # An option stands first: what follows it is what it applies to.
    return " ".join(("alembic", step.command, *reversed(step.words)))
