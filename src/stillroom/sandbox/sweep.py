"""Ends what is left of a warmed process whose end was not its own."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

_ROUNDS = 100


def sweep(mark: str) -> None:
    """End every process that carries *mark* in its command line or its environment.

    A child inherits both. Whoever puts both off can stay, where nothing forbids to start processes.
    """
    if sys.platform != "linux":
        return
    for _ in range(_ROUNDS):
        found = list(_marked(os.fsencode(mark)))
        for process in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)
        if not found:
            return


def _marked(mark: bytes) -> Iterator[int]:
    for place in Path("/proc").iterdir():
        if place.name.isdecimal() and int(place.name) != os.getpid():
            for name in ("cmdline", "environ"):
                with contextlib.suppress(OSError):
                    if mark in (place / name).read_bytes():
                        yield int(place.name)
                        break
