"""Single keys from a terminal, and lines from any input. The terminal is always set back as it was."""

import contextlib
import os
import queue
import select
import sys
import threading
import time
from types import TracebackType
from typing import Any, Self

try:
    import termios
    import tty
except ImportError:  # Windows
    termios = tty = None  # type: ignore[assignment]

ESCAPE = "escape"
ENTER = "enter"
ENDED = "ended"
"""What is read when nothing more will come: the terminal is gone."""


class Keys:
    """Single keys, without waiting for Enter; use it in a ``with`` block."""

    def __init__(self) -> None:
        """Begin; the terminal is changed when the block is entered."""
        self._before: Any = None
        self._handle = sys.stdin.fileno()

    def __enter__(self) -> Self:
        if termios is not None:
            self._before = termios.tcgetattr(self._handle)
            tty.setcbreak(self._handle)
            settings = termios.tcgetattr(self._handle)
            settings[6][termios.VSUSP] = b"\0"  # to stop here would leave the shell on this screen
            termios.tcsetattr(self._handle, termios.TCSADRAIN, settings)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._before is not None:
            with contextlib.suppress(termios.error):  # the terminal may be gone
                termios.tcsetattr(self._handle, termios.TCSAFLUSH, self._before)

    def read(self, seconds: float) -> list[str]:
        """Return the keys that were pressed, after at most *seconds*."""
        if termios is None:
            return _windows(seconds)
        if not select.select([self._handle], [], [], seconds)[0]:
            return []
        try:
            sent = os.read(self._handle, 1024)
        except OSError:
            sent = b""
        return named(sent) if sent else [ENDED]


def named(sent: bytes) -> list[str]:
    """Return the keys in what a terminal sent; arrows and function keys are left out."""
    if sent == b"\x1b":
        return [ESCAPE]
    text = sent.decode("utf-8", "ignore")
    keys: list[str] = []
    place = 0
    while place < len(text):
        if text[place] == "\x1b":
            place = _end_of_sequence(text, place)
        else:
            keys.append(ENTER if text[place] in "\r\n" else text[place].lower())
        place += 1
    return keys


def _end_of_sequence(text: str, begin: int) -> int:
    """Return the index of the last character of the escape sequence that begins at *begin*."""
    place = begin + (2 if text[begin + 1 : begin + 2] in ("[", "O") else 1)
    while place < len(text) and not text[place].isalpha() and text[place] != "~":
        place += 1
    return place


def _windows(seconds: float) -> list[str]:
    import msvcrt

    deadline = time.monotonic() + seconds
    while not msvcrt.kbhit():  # type: ignore[attr-defined,unused-ignore]  # there on Windows
        if time.monotonic() > deadline:
            return []
        time.sleep(0.02)
    key = str(msvcrt.getwch())  # type: ignore[attr-defined,unused-ignore]
    if key in ("\0", "\xe0"):  # an arrow or the like, in two parts
        msvcrt.getwch()  # type: ignore[attr-defined,unused-ignore]
        return []
    return named(key.encode("utf-8", "ignore"))


class Lines:
    """Whole lines of the input, read in a thread, so that the end of the input ends nothing."""

    def __init__(self) -> None:
        """Begin to read."""
        self._queue: queue.SimpleQueue[str] = queue.SimpleQueue()
        if sys.stdin is not None:
            threading.Thread(target=self._listen, name="input", daemon=True).start()

    def _listen(self) -> None:
        """Read the file itself: a thread must not hold the lock of ``sys.stdin`` at the end."""
        is_terminal, rest = sys.stdin.isatty(), b""
        with contextlib.suppress(OSError, ValueError):
            while sent := os.read(sys.stdin.fileno(), 1024):
                *lines, rest = (rest + sent).split(b"\n")
                for line in lines:
                    self._queue.put(_key_of(line))
        if rest.strip():
            self._queue.put(_key_of(rest))
        if is_terminal:
            self._queue.put(ENDED)

    def read(self, seconds: float) -> list[str]:
        """Return the key that the next line names, after at most *seconds*."""
        try:
            return [self._queue.get(timeout=seconds)]
        except queue.Empty:
            return []


def _key_of(line: bytes) -> str:
    word = line.decode("utf-8", "ignore").strip().lower()
    if word in ("", "esc", "escape", "back", "\x1b"):
        return ESCAPE
    return word[0]
