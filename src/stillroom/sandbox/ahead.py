"""A warmed process that is begun before the command line is read: it gets ready meanwhile.

A command that grades waits for this process, and reading the command line takes a third of the time
that the process needs. It is the one that the first runner would start: who wants another one gets
another one, and this one ends unused.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from stillroom.databases.registry import default_worker
from stillroom.errors import StillroomError
from stillroom.sandbox.tiers import TIME_LIMIT, Tier
from stillroom.sandbox.warmed import WarmedProcess

COMMANDS = ("grade", "check", "watch", "lesson")
"""The commands that run a learner's code at once."""
_UNLIKE = ("--help", "--seconds")
"""Options with which no process is needed, or one with another limit."""

_waiting: list[WarmedProcess] = []
"""The process that nobody has taken yet."""


def usual_tiers() -> list[Tier]:
    """Return the tiers that are worth a try on this kind of machine, the strongest first."""
    return list(Tier)[:3] if sys.platform == "linux" else [Tier.self_check]


@contextmanager
def begun_ahead(words: Sequence[str]) -> Iterator[None]:
    """Start the process if the command line *words* needs it; end it where nobody has taken it."""
    try:
        if words and words[0] in COMMANDS and not _has_any(words, _UNLIKE):
            with suppress(StillroomError, OSError):  # whoever needs it is told why there is none
                _waiting.append(WarmedProcess(usual_tiers()[0], TIME_LIMIT, default_worker()))
        yield
    finally:
        while _waiting:
            _waiting.pop().close()


def taken(tier: Tier, seconds: float, database: str) -> WarmedProcess | None:
    """Hand over the process that waits, if it is of this *tier*, with this limit and for this *database*."""
    for process in _waiting:
        if (process.tier, process.seconds, process.database) == (tier, seconds, database):
            _waiting.remove(process)
            return process
    return None


def _has_any(words: Sequence[str], options: Sequence[str]) -> bool:
    return any(word.partition("=")[0] in options for word in words)
