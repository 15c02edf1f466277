"""What a command uses: its time, and its memory with that of all its children."""

import os
import subprocess
import threading
import time
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import children
from stillroom.errors import StillroomError

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Used:
    """What a command used: seconds, and bytes at most, of itself and of all its children."""

    seconds: float
    parent: int
    children: int


def used(command: Sequence[str], place: Path, statuses: Container[int] = (0,)) -> Used:
    """Run *command* and return what it used; its temporary files are in *place*.

    Raises StillroomError where it does not end with one of *statuses*.
    """
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own command
        command,
        env={**children.environment(place), "PATH": os.environ["PATH"]},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    most = [0, 0]
    with _watched(process.pid, most):
        _, errors = process.communicate()
    if process.returncode not in statuses:
        raise StillroomError(f"the cohort failed: {errors.decode(errors='replace').strip()[-300:]}")
    return Used(time.perf_counter() - started, *most)


@contextmanager
def _watched(process: int, most: list[int]) -> Iterator[None]:
    """Keep in *most* the largest memory of *process*, and of all its descendants together."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            most[0] = max(most[0], _memory(process))
            most[1] = max(most[1], sum(map(_memory, _descendants(process))))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _memory(process: int) -> int:
    """The proportional share of memory in bytes; 0 for a process that has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _descendants(process: int) -> list[int]:
    descendants: list[int] = []
    parents = [process]
    while parents:
        try:
            tasks = list(Path(f"/proc/{parents.pop()}/task").glob("*/children"))
            more = [int(child) for task in tasks for child in task.read_text("utf-8").split()]
        except OSError:
            continue
        descendants += more
        parents += more
    return descendants
