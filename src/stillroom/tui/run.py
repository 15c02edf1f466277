"""The two loops of the watch: one draws the whole screen, the other only adds plain lines."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Protocol

from rich.live import Live

from stillroom.course.course import Course
from stillroom.course.lesson_files import read_lesson
from stillroom.project.advice import on_one_line
from stillroom.project.events import Event
from stillroom.project.watcher import TICK, Watcher
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import take_in
from stillroom.tui import words
from stillroom.tui.key_bindings import press, shown_on_screen
from stillroom.tui.keys import Keys, Lines
from stillroom.tui.overlays import overlay
from stillroom.tui.screen import render
from stillroom.tui.session import Session
from stillroom.util.console import screen_console
from stillroom.util.terminal import folded

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class _Input(Protocol):
    def read(self, seconds: float) -> list[str]:
        """Return the keys that were pressed."""


def watch(project: Path, course: Course, runner: Runner, *, plain: bool) -> None:
    """Follow *project* until somebody ends it; raises StillroomError where there is no project."""
    take_in(project)
    lesson = read_lesson(course)
    with _ended_by_signals() as ended:
        watcher = Watcher(project, course, runner)
        session = Session(watcher, course, lesson, project)
        try:
            (_lines if plain or not _is_screen() else _screen)(session, ended)
        finally:
            watcher.close()
    with contextlib.suppress(OSError):  # the terminal may be gone
        print(words.summary(session), flush=True)  # noqa: T201 - the last word of the command


def _is_screen() -> bool:
    is_terminal = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
    return is_terminal and os.environ.get("TERM") != "dumb"


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[list[int]]:
    """Give a list to which each signal is added that tells this process to end."""
    ended: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        ended.append(number)

    numbers = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _screen(session: Session, ended: list[int]) -> None:
    console = screen_console()
    size = None
    with contextlib.suppress(OSError), Keys() as keys:
        live = Live(
            console=console, screen=True, auto_refresh=False, transient=True,
            redirect_stdout=False, redirect_stderr=False, vertical_overflow="crop",
        )  # fmt: skip
        with live:
            while not session.is_over and not ended:
                has_changed = session.tick()
                if has_changed or size != console.size:
                    size = console.size
                    live.update(render(session, *size), refresh=True)
                if _pressed(session, keys):
                    size = None


def _pressed(session: Session, keys: _Input) -> bool:
    pressed = keys.read(TICK)
    for key in pressed:
        press(session, key)
    return bool(pressed)


def _lines(session: Session, ended: list[int]) -> None:
    report = _PlainReport(session)
    report.begin()
    lines = Lines()
    while not session.is_over and not ended:
        session.tick()
        report.news()
        if _pressed(session, lines) and not session.is_over:
            report.answer()


class _PlainReport:
    """Says in plain mode what is new since it last spoke."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.last_event: Event | None = None
        self.last_check = ""

    def begin(self) -> None:
        exercise, watcher = self.session.exercise, self.session.watcher
        _say(f"Watching {self.session.project.resolve().name}: {exercise.id}, {exercise.title}.")
        _say(words.database(watcher.snapshot, watcher.state, watcher.agree).text)
        keys = ", ".join(f"{key} {word}" for key, word in shown_on_screen())
        _say(f"Type a letter and press Enter: {keys}.")

    def news(self) -> None:
        """Say the events that are new, then the check, then the next thing."""
        for event in self._new_events():
            state = f" Database: {event.state}." if event.state else ""
            _say(f"{event.at:%H:%M:%S} {words.event(event)}{state}")
            self.last_event = event
        watcher = self.session.watcher
        if watcher.checking:
            return
        lines = [line.text for line in words.result(watcher.result, False)]
        check = "\n".join([*lines, f"Next: {watcher.next.spelled(on_one_line)}"])
        if check != self.last_check:
            self.last_check = check
            _say(check)

    def _new_events(self) -> list[Event]:
        events = self.session.watcher.events
        indexes = [index for index, event in enumerate(events) if event is self.last_event]
        return events[indexes[0] + 1 :] if indexes else list(events)

    def answer(self) -> None:
        """Say what a key has asked for."""
        if self.session.notice:
            _say(self.session.notice)
        for line in overlay(self.session):
            _say(line.text)


def _say(text: str) -> None:
    print(folded(text, sys.stdout), flush=True)  # noqa: T201 - plain mode is lines on standard output
