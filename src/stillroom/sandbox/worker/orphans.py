"""Ends whatever a learner's code leaves running."""

import contextlib
import os
import signal
import sys
from pathlib import Path

from stillroom.sandbox.worker.libc import prctl


def adopt_orphans() -> None:
    """Become the parent of whatever a learner's code leaves running, so that it can be ended."""
    if sys.platform == "linux":
        set_child_subreaper = 36  # prctl(2)
        prctl(set_child_subreaper, 1)


def end_all_children(spared: int | None = None) -> None:
    """End and collect every process below this one, but a child of the number *spared*.

    That child must have no children of its own.
    """
    while _reap():
        if spared is not None and set(_children()) <= {spared}:
            return
        for process in _descendants():
            if process != spared:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(process, signal.SIGKILL)


def _reap() -> bool:
    """Collect the children that have ended; tell whether any is left."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def _descendants() -> list[int]:
    """The processes below this one, from /proc; none are adopted elsewhere."""
    if sys.platform != "linux":
        return []
    below = _parents()
    descendants = below.get(os.getpid(), [])
    for process in descendants:
        descendants += below.get(process, [])
    return descendants


def _children() -> list[int]:
    """The processes right below this one. Only this process collects them: so none is left out."""
    process = os.getpid()
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
        return [int(child) for child in children.split()]
    return _parents().get(process, [])  # a kernel that keeps no list


def _parents() -> dict[int, list[int]]:
    """Every process of this machine, by the number of its parent."""
    below: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdecimal():
            with contextlib.suppress(OSError, IndexError, ValueError):
                about = Path("/proc", entry, "stat").read_text("utf-8", "replace")
                parent = int(about.rpartition(")")[2].split()[1])
                below.setdefault(parent, []).append(int(entry))
    return below
