"""The progress of a run on standard error: a bar on a terminal, else a line for every tenth.

A small class is done before such lines help anybody: there the last one is the only one.
"""

import os
import sys
import time
from types import TracebackType
from typing import Protocol, Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from stillroom.util.console import screen_console
from stillroom.util.text import duration

TENTHS = 10
SMALL = 50
"""Submissions of a class that has one line alone."""


class Shown(Protocol):
    """What a run tells about itself."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def advance(self, *, graded: bool) -> None:
        """Count one submission: just *graded*, or known from an earlier run."""

    def say(self, line: str) -> None:
        """Show a line that stays."""


def shown(total: int, plain: bool) -> Shown:
    """Return the bar for *total* submissions, or the lines where there is no terminal."""
    if plain or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return Lines(total)
    return Bar(total)


class Lines:
    """A line for every tenth, each one added below the last."""

    def __init__(self, total: int) -> None:
        """Begin to count to *total*."""
        self.total, self.known, self.graded = total, 0, 0
        self.parts = TENTHS if total > SMALL else 1
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is left to end."""

    def advance(self, *, graded: bool) -> None:
        """Count one submission; at every tenth, or at the end of a small class, say how far it is."""
        before = self.known + self.graded
        self.known, self.graded = self.known + (not graded), self.graded + graded
        finished = before + 1
        if finished * self.parts // self.total > before * self.parts // self.total:
            self.say(self._line(finished))

    def say(self, line: str) -> None:
        """Write *line* at once."""
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    def _line(self, finished: int) -> str:
        earlier = f" ({self.known} known from an earlier run)" if self.known else ""
        line = f"{finished} of {self.total}{earlier}"
        seconds = time.monotonic() - self._began
        if not self.graded or seconds < 1:  # too early to tell
            return line
        rate = self.graded / seconds
        remaining = (
            f"; about {duration((self.total - finished) / rate)} left"
            if finished < self.total
            else ""
        )
        return f"{line}; {rate:.1f} a second{remaining}"


class Bar:
    """One line that is drawn again and again."""

    def __init__(self, total: int) -> None:
        """Begin to count to *total*; NO_COLOR is kept."""
        self._progress = Progress(
            TextColumn("grading"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(compact=True, elapsed_when_finished=True),
            console=screen_console(stderr=True),
        )
        self._task = self._progress.add_task("grading", total=total)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def advance(self, *, graded: bool) -> None:
        """Count one submission."""
        self._progress.advance(self._task)

    def say(self, line: str) -> None:
        """Show *line* above the bar."""
        self._progress.console.print(Text(line))


class _Rate(ProgressColumn):
    """How many submissions a second."""

    def render(self, task: Task) -> Text:
        """Return the rate of *task* in words."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f} a second" if speed else "")
