"""Commands as a learner types them, each in a process of its own.

On Linux they are forked from a process that has the libraries already (see ``command_server.py``).
What depends on how Python itself is started has to start it.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypedDict

from tests.support.running import Forked, Running

PATIENCE = 120.0  # seconds, after which a test gives up
MOST_TYPED = 60_000  # bytes, which a pipe holds
Answer = subprocess.CompletedProcess[str]


class Request(TypedDict):
    """What is to be run: the module with its arguments, where, with which environment."""

    words: list[str]
    folder: str
    environment: dict[str, str]
    first_path: str
    """The folder in which modules are searched first."""
    in_terminal: bool
    """Whether its input is a terminal, which is to be its own."""


class CommandServer:
    """A warm process that runs one command after the other."""

    def __init__(self) -> None:
        """Start it."""
        self._asking, theirs = socket.socketpair()
        self._asking.settimeout(PATIENCE)
        self._one_at_a_time = threading.Lock()
        command = [sys.executable, "-B", str(Path(__file__).with_name("command_server.py"))]
        with theirs:
            self._server = subprocess.Popen(
                [*command, str(theirs.fileno())], pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def run(self, request: Request, typed: str, as_on_screen: bool) -> Answer:
        """Run what *request* names; return how it ended, and what it wrote."""
        with (
            self._one_at_a_time,
            tempfile.TemporaryFile() as output,
            tempfile.TemporaryFile() as errors,
        ):
            reading = _pipe_with(typed.encode())
            shown = output if as_on_screen else errors
            handles = [reading, output.fileno(), shown.fileno()]
            try:
                socket.send_fds(self._asking, [json.dumps(request).encode()], handles)
            finally:
                os.close(reading)
            status = int(self._asking.recv(10))
            texts = [_read(file.fileno()) for file in (output, errors)]
        return Answer([sys.executable, "-m", *request["words"]], status, *texts)

    def start(self, request: Request, streams: Sequence[int]) -> Forked:
        """Start what *request* names; its input, its output and its errors are *streams*."""
        told, telling = os.pipe()
        with self._one_at_a_time:
            try:
                socket.send_fds(self._asking, [json.dumps(request).encode()], [*streams, telling])
            finally:
                os.close(telling)
        return Forked(told)

    def close(self) -> None:
        """End it."""
        self._asking.close()
        self._server.communicate(timeout=PATIENCE)


def run_module(
    *words: str | Path,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    typed: str = "",
    is_script: bool = False,
    as_on_screen: bool = False,
) -> Answer:
    """Run ``python -m`` *words*, in *folder* and with *environment*, or else in those of the tests.

    Where it *is_script*, it is the installed command of that name: modules of *folder* are not found.
    *as_on_screen*, errors stand among the output, in the order in which they were written.
    """
    where = str(folder or Path.cwd())
    request: Request = {
        "words": list(map(str, words)),
        "folder": where,
        "environment": dict(os.environ if environment is None else environment),
        "first_path": str(Path(sys.executable).parent) if is_script else where,
        "in_terminal": False,
    }
    if sys.platform != "linux":  # where a process is not forked once it has threads, or not at all
        return _start(request, typed, as_on_screen)
    sys.audit("subprocess.Popen", words, None, where, None)  # a fast test may start no process
    return _server().run(request, typed, as_on_screen)


def start_module(
    *words: str,
    folder: Path | None = None,
    environment: Mapping[str, str],
    streams: tuple[int, int, int],
    in_terminal: bool = False,
) -> Running:
    """Start ``python -m`` *words* in a session of its own; *streams*: input, output, errors.

    *in_terminal*, the input is a terminal, and becomes its own.
    """
    where = str(folder or Path.cwd())
    if sys.platform != "linux":
        begin = [sys.executable, "-c", _IN_TERMINAL] if in_terminal else [sys.executable, "-m"]
        given, output, errors = streams
        return subprocess.Popen(
            [*begin, *words], cwd=where, env=dict(environment), start_new_session=True,
            stdin=given, stdout=output, stderr=errors,
        )  # fmt: skip
    return _server().start(
        {
            "words": list(words), "folder": where, "environment": dict(environment),
            "first_path": where, "in_terminal": in_terminal,
        },
        streams,
    )  # fmt: skip


def alembic(project: Path, *arguments: str) -> None:
    """Run a real command of Alembic in *project*; it has to end well."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = run_module("alembic", *arguments, folder=project, environment=kept)
    assert done.returncode == 0, done.stderr


def _start(request: Request, typed: str, as_on_screen: bool) -> Answer:
    """Run what *request* names in a new interpreter."""
    return subprocess.run(
        [sys.executable, "-m", *request["words"]], cwd=request["folder"], env=request["environment"],
        input=typed, encoding="utf-8", stdout=subprocess.PIPE, timeout=PATIENCE, check=False,
        stderr=subprocess.STDOUT if as_on_screen else subprocess.PIPE,
    )  # fmt: skip


_IN_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", *sys.argv[1:]])
"""


@cache
def _server() -> CommandServer:
    server = CommandServer()
    atexit.register(server.close)
    return server


def _pipe_with(typed: bytes) -> int:
    assert len(typed) <= MOST_TYPED
    reading, writing = os.pipe()
    os.write(writing, typed)
    os.close(writing)
    return reading


def _read(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    with os.fdopen(os.dup(handle), encoding="utf-8") as file:
        return file.read()
