"""What is left of a warmed process is ended, and nobody who only speaks of it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from stillroom.sandbox.sweep import sweep

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
WAIT = "import sys; print(flush=True); sys.stdin.read()"


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """End every process with the test."""
    with ExitStack() as stack:
        yield stack


def _start(stack: ExitStack, *words: str, **environment: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WAIT, *words], env={**os.environ, **environment},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    stack.callback(process.communicate)
    stack.callback(process.kill)
    assert process.stdout
    process.stdout.readline()  # it runs by now
    return process


def test_only_its_own_processes_are_ended(tmp_path: Path, stack: ExitStack) -> None:
    """By the whole command line or the whole entry; a shell that lists the folder is a stranger."""
    root = str(tmp_path)
    own = [_start(stack, root), _start(stack, FOLDER=root)]
    strangers = [
        _start(stack, root, "more"),
        _start(stack, f"--look-at={root}"),
        _start(stack, FOLDER=root + "/deeper"),
        _start(stack, OTHER=root),
        _start(stack, ENTRY=f"FOLDER={root}"),
    ]
    sweep([sys.executable, "-c", WAIT, root], f"FOLDER={root}")
    assert [process.wait() for process in own] == [-9, -9]
    assert [process.poll() for process in strangers] == [None] * len(strangers)
