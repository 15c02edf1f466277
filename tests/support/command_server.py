"""Runs modules as ``python -m`` does, each in a process of its own, forked from one that stays warm.

Starting Python and importing is most of the time of a short command. Here the libraries are imported
once, and those modules of Stillroom that take long; each command imports the others anew, those of the
command line among them. ``commands.py`` asks.
"""

import atexit
import fcntl
import gc
import importlib
import json
import os
import runpy
import socket
import struct
import sys
import termios
import threading
import traceback
from contextlib import suppress
from typing import Any, NoReturn

LIBRARIES = (
    "alembic.command", "alembic.config", "alembic.autogenerate", "fastapi", "markdown_it", "pydantic",
    "pydantic_settings", "rich.console", "rich.table", "sqlalchemy.dialects.sqlite", "sqlalchemy.orm",
    "typer", "uvicorn.loops.auto", "uvicorn.protocols.http.auto",
)  # fmt: skip
MODULES = (
    "stillroom.cohort.grade_several", "stillroom.grading.grade", "stillroom.learning.overview",
    "stillroom.project.check", "stillroom.reports.base", "stillroom.web.serve",
)  # fmt: skip
"""Modules of Stillroom, whose import depends on nothing in which one command differs from another."""
LONGEST_REQUEST = 1_000_000  # bytes
NUMBER = struct.Struct("i")
"""How the number of a process that goes on beside is told, and then its exit status."""


def serve(asked: socket.socket) -> list[str]:
    """Answer each request with the exit status of its process; in that process, return the words.

    The first of the words is the module. Ends this process when nobody asks any more.
    """
    while True:
        request, handles, _, _ = socket.recv_fds(asked, LONGEST_REQUEST, 4)
        if not request:
            raise SystemExit
        streams, told = handles[:3], handles[3:]
        if (process := os.fork()) == 0:
            asked.close()
            wish = json.loads(request)
            if told:
                _go_on_beside(streams, *told)
            return _become(wish, streams)
        for handle in handles:
            os.close(handle)
        if told:
            _collect_ended()
        else:
            asked.sendall(str(_status(process)).encode())


def _go_on_beside(streams: list[int], told: int) -> None:
    """Return in a process of its own session; behind it, tell *told* its number, and how it ended."""
    if (process := os.fork()) == 0:
        os.close(told)
        os.setsid()
        return
    for handle in (0, 1, 2, *streams):  # who reads what the command writes waits for its end
        os.close(handle)
    os.write(told, NUMBER.pack(process))
    os.write(told, NUMBER.pack(_status(process)))
    os._exit(0)


def _collect_ended() -> None:
    """Collect the processes that have waited for one that went on beside, and are through."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _status(process: int) -> int:
    """Wait for the end of a child; return its exit status, or minus the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _become(request: dict[str, Any], handles: list[int]) -> list[str]:
    """Take the input, the output, the folder and the environment of the command."""
    for number, handle in enumerate(handles):
        os.dup2(handle, number)
        os.close(handle)
    if request["in_terminal"]:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    written: tuple[Any, ...] = (sys.stdout, sys.stderr)
    for stream in written:
        stream.reconfigure(line_buffering=stream.isatty())
    os.chdir(request["folder"])
    sys.path[0] = request["first_path"]
    os.environ.clear()
    os.environ.update(request["environment"])
    return list(request["words"])


def run(words: list[str]) -> int:
    """Run the module as Python does; return its exit status."""
    sys.argv[:] = words
    try:
        runpy.run_module(words[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
        return 1
    except BaseException:  # noqa: BLE001 - it ends here, as it would at a terminal
        traceback.print_exc()
        return 1
    return 0


def leave(status: int) -> NoReturn:
    """End this process as Python does, but take no memory apart: that would first copy all of it."""
    threading._shutdown()  # type: ignore[attr-defined]  # waits for the threads that are no daemons
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status & 0xFF)


if __name__ == "__main__":
    for module in (*LIBRARIES, *MODULES):
        importlib.import_module(module)
    gc.freeze()
    words = serve(socket.socket(fileno=int(sys.argv[1])))
    leave(run(words))
