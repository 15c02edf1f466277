"""Waits for the end of a running command, and ends it where it goes too far."""

import contextlib
import os
import select
import signal
import time

from stillroom.sandbox.worker.confine import Confinement

LARGEST_REPORT = 200_000  # bytes
TICK = 0.05  # seconds between two looks at a running command
TEMPORARY = "tmp"
"""The folder for temporary files, beside the database: no other folder can be made there."""


def watch(
    child: int, reading: int, seconds: float, data: str, confinement: Confinement
) -> tuple[int | None, bool, bytes]:
    """Wait for *child*; return its exit status, whether it filled its folder, and what it wrote.

    The exit status is None where it was too slow.
    """
    deadline, report, slow, crowded = time.monotonic() + seconds, b"", False, False
    poll, alive = _poll(child, reading)
    tick = TICK
    while True:
        for handle, event in poll.poll(tick * 1000):
            if handle == 0 and event & (select.POLLHUP | select.POLLERR):
                deadline = 0.0
            elif handle == reading:
                chunk = os.read(reading, 65536)
                report = (report + chunk)[:LARGEST_REPORT]
                if not chunk:
                    poll.unregister(reading)
                    tick = TICK if alive is not None else TICK / 20
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        slow, crowded = time.monotonic() > deadline, _crowded(data, confinement)
        if slow or crowded:
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            break
    if alive is not None:
        os.close(alive)
    code = None if slow else os.waitstatus_to_exitcode(status)
    return code, crowded, report + _rest(reading)


def _poll(child: int, reading: int) -> tuple[select.poll, int | None]:
    """What wakes up for the end of *child*, for its report and for the end of the parent.

    The handle of the child's end comes with it, where the kernel has one.
    """
    poll = select.poll()
    poll.register(0, 0)  # the end of the parent is seen as the end of standard input
    poll.register(reading, select.POLLIN)
    alive = os.pidfd_open(child) if hasattr(os, "pidfd_open") else None
    if alive is not None:
        poll.register(alive, select.POLLIN)
    return poll, alive


def report_text(report: bytes) -> str:
    """Return a *report* as text; what is too long is cut off."""
    return report[:LARGEST_REPORT].decode("utf-8", "replace")


def _rest(reading: int) -> bytes:
    """What is left in the pipe of a dead child; somebody else may still hold its other end."""
    os.set_blocking(reading, False)
    text = b""
    with contextlib.suppress(BlockingIOError):
        while len(text) < LARGEST_REPORT and (chunk := os.read(reading, 65536)):
            text += chunk
    return text


def _crowded(folder: str, confinement: Confinement) -> bool:
    """Tell whether a command has filled its folder with more than any migration needs."""
    number = size = 0
    for place in (folder, os.path.join(folder, TEMPORARY)):
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    number += 1
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if number > confinement.most_files or size > confinement.most_bytes:
                        return True
        except FileNotFoundError:
            if not os.path.isdir(folder):
                return True
    return False
