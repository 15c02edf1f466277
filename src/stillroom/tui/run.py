"""The two loops of the watch: the whole screen, and plain lines that are only ever added."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Protocol

from rich.console import Console
from rich.live import Live

from stillroom.course.course import Course
from stillroom.course.lesson import read_lesson
from stillroom.project.watcher import TICK, Watcher
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import take_in
from stillroom.tui import words
from stillroom.tui.keys import Keys, Lines
from stillroom.tui.screen import render
from stillroom.tui.session import Session

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class _Input(Protocol):
    def read(self, seconds: float) -> list[str]:
        """Return the keys that were pressed."""


def watch(project: Path, course: Course, runner: Runner, *, plain: bool) -> None:
    """Follow *project* until somebody ends it; raises StillroomError where there is no project."""
    take_in(project)
    lesson = read_lesson(course)
    with _ended_by_signals() as ended:
        follower = Watcher(project, course, runner)
        session = Session(follower, course, lesson, project)
        try:
            (_lines if plain or not _is_screen() else _screen)(session, ended)
        finally:
            follower.close()
    with contextlib.suppress(OSError):  # the terminal may be gone
        print(words.summary(session), flush=True)  # noqa: T201 - the last word of the command


def _is_screen() -> bool:
    is_terminal = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
    return is_terminal and os.environ.get("TERM") != "dumb"


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[list[int]]:
    """A list that gets what has told this process to end; the loops look into it."""
    ended: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        ended.append(number)

    known = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in known}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _screen(session: Session, ended: list[int]) -> None:
    console = Console(highlight=False, emoji=False, markup=False)
    size = None
    with contextlib.suppress(OSError), Keys() as keys:
        live = Live(
            console=console, screen=True, auto_refresh=False, transient=True,
            redirect_stdout=False, redirect_stderr=False, vertical_overflow="crop",
        )  # fmt: skip
        with live:
            while not session.over and not ended:
                changed = session.tick()
                if changed or size != console.size:
                    size = console.size
                    live.update(render(session, *size), refresh=True)
                if _pressed(session, keys):
                    size = None


def _pressed(session: Session, keys: _Input) -> bool:
    pressed = keys.read(TICK)
    for key in pressed:
        session.press(key)
    return bool(pressed)


def _lines(session: Session, ended: list[int]) -> None:
    told = _Told(session)
    told.begin()
    lines = Lines()
    while not session.over and not ended:
        session.follower.tick()
        told.news()
        if _pressed(session, lines) and not session.over:
            told.answer()


class _Told:
    """What has been said in plain mode, so that nothing is said twice."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.seen: object = None
        self.last = ""

    def begin(self) -> None:
        exercise, follower = self.session.exercise, self.session.follower
        _say(f"Watching {self.session.project.resolve().name}: {exercise.id}, {exercise.title}.")
        _say(words.database(follower.snapshot, follower.state).text)
        keys = ", ".join(f"{key} {word}" for key, word in words.KEYS.items())
        _say(f"Type a letter and press Enter: {keys}.")

    def news(self) -> None:
        """Say the events that are new, then the check, then the next thing."""
        events = self.session.follower.events
        at = next((at for at, one in enumerate(events) if one is self.seen), -1)
        for one in events[at + 1 :]:
            state = f" Database: {one.state}." if one.state else ""
            _say(f"{one.at:%H:%M:%S} {words.event(one)}{state}")
            self.seen = one
        follower = self.session.follower
        if follower.checking:
            return
        check = [line.text for line in words.result(follower.result, False)]
        said = "\n".join([*check, f"Next: {follower.next.spelled()}"])
        if said != self.last:
            self.last = said
            _say(said)

    def answer(self) -> None:
        """Say what a key has asked for."""
        if self.session.notice:
            _say(self.session.notice)
        for line in words.overlay(self.session):
            _say(line.text)


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - plain mode is lines on standard output
