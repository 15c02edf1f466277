"""Waiting for what another process does, without using up the processor that it needs."""

import subprocess
import threading
from collections.abc import Callable
from typing import Any

PAUSE = 0.02  # seconds between two looks; no result depends on it


def wait_until(
    happened: Callable[[], object], running: subprocess.Popen[Any] | None = None
) -> None:
    """Wait until *happened* returns something true, or the process *running* has ended."""
    pause = threading.Event()
    while not happened() and (running is None or running.poll() is None):
        pause.wait(PAUSE)
