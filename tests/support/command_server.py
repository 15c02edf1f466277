"""Runs modules as ``python -m`` does, each in a process of its own, forked from one that stays warm.

Starting Python and importing is most of the time of a short command. Here the libraries are imported
once, and those modules of Stillroom that take long; each command imports the others anew, those of the
command line among them. ``commands.py`` asks.
"""

import atexit
import gc
import importlib
import json
import os
import runpy
import socket
import sys
import threading
import traceback
from typing import Any, NoReturn

LIBRARIES = (
    "alembic.command", "alembic.config", "alembic.autogenerate", "fastapi", "markdown_it", "pydantic",
    "pydantic_settings", "rich.console", "rich.table", "sqlalchemy.dialects.sqlite", "sqlalchemy.orm",
    "typer",
)  # fmt: skip
MODULES = (
    "stillroom.cohort.grade_several", "stillroom.grading.grade", "stillroom.learning.overview",
    "stillroom.project.check", "stillroom.reports.base",
)  # fmt: skip
"""Modules of Stillroom, whose import depends on nothing in which one command differs from another."""
LONGEST_REQUEST = 1_000_000  # bytes


def serve(asked: socket.socket) -> list[str]:
    """Answer each request with the exit status of its process; in that process, return the words.

    The first of the words is the module. Ends this process when nobody asks any more.
    """
    while True:
        request, handles, _, _ = socket.recv_fds(asked, LONGEST_REQUEST, 3)
        if not request:
            raise SystemExit
        if (process := os.fork()) == 0:
            asked.close()
            return _become(json.loads(request), handles)
        for handle in handles:
            os.close(handle)
        _, status = os.waitpid(process, 0)
        asked.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def _become(request: dict[str, Any], handles: list[int]) -> list[str]:
    """Take the input, the output, the folder and the environment of the command."""
    for number, handle in enumerate(handles):
        os.dup2(handle, number)
        os.close(handle)
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
