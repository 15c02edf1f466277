"""The processes behind a grading, from the outside in:

    server      warmed; forks an attendant for each submission, and reads nothing of it itself
    attendant   holds one submission; for each command, forks a child and waits for its end
    child       confined; runs one command of the learner's project

The parent asks for an attendant with one byte, ``!``. What follows is lines of JSON on standard
input and output: the files of a project, one request per command, then ``close``. Each is answered
by one line.
A command is a function: the files of the database go in, and the files of the database come out.
"""

import base64
import contextlib
import gc
import json
import os
import stat
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from stillroom.databases.sqlite.files import DATABASE_FILES
from stillroom.sandbox.worker.confine import Confinement, NotConfined, confine, prepare
from stillroom.sandbox.worker.operations import execute
from stillroom.sandbox.worker.orphans import adopt_orphans, end_all_children
from stillroom.sandbox.worker.remove import remove
from stillroom.sandbox.worker.supervise import LARGEST_REPORT, watch
from stillroom.sandbox.worker.warm import warm_up

LARGEST_DATABASE = 16_000_000  # bytes, with the files beside it
DATABASE = "database.db"
SETTLING_LIMIT = 5.0  # seconds
CONFINED = b"confined\n"


def serve(wanted: Confinement) -> None:
    """Warm up, then fork an attendant for every submission until the input ends."""
    gc.disable()  # what is loaded here stays: looking for garbage among it only takes time
    prepare(wanted)
    warm_up(wanted.root)
    adopt_orphans()
    gc.freeze()
    gc.enable()
    _answer({"ready": os.getpid()})
    while os.read(0, 1) == b"!":
        attendant = os.fork()
        if attendant == 0:
            _attend_and_leave(wanted)
        os.waitpid(attendant, 0)
        end_all_children()
        for left in os.listdir(wanted.root):  # where the attendant was killed
            remove(os.path.join(wanted.root, left))
        _answer({"closed": True})
    remove(wanted.root)


def session(wanted: Confinement) -> None:
    """Attend to one submission in this very process, where forking is not to be had."""
    prepare(wanted)
    output = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    os.dup2(null, 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    _answer({"ready": os.getpid()}, output)
    _Attendant(wanted, _run_here, output).attend()


def _attend_and_leave(wanted: Confinement) -> None:
    try:
        adopt_orphans()
        _Attendant(wanted, _run_in_child, None).attend()
    except BaseException as error:  # noqa: BLE001 - this process must end here, whatever happened
        with contextlib.suppress(OSError):
            _answer({"fault": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(0)


def _answer(answer: Mapping[str, Any], output: BinaryIO | None = None) -> None:
    line = json.dumps(answer).encode() + b"\n"
    if output is not None:
        output.write(line)
        output.flush()
        return
    view = memoryview(line)
    while view:
        view = view[os.write(1, view) :]


class _Attendant:
    """Serves the commands of one submission."""

    def __init__(self, wanted: Confinement, run: Any, output: BinaryIO | None) -> None:  # noqa: ANN401 - one of the two functions below
        self.wanted, self.run, self.output = wanted, run, output
        self.folder = tempfile.mkdtemp(dir=wanted.root)
        self.project = os.path.join(self.folder, "project")

    def attend(self) -> None:
        try:
            os.chmod(self.folder, 0o755)  # noqa: S103 - nothing of value; a child may be another user
            for line in sys.stdin.buffer:
                request = json.loads(line)
                if "close" in request:
                    return
                if "files" in request:
                    _lay(self.project, request["files"])
                    _answer({"opened": True}, self.output)
                else:
                    _answer(self._command(request), self.output)
        finally:
            remove(self.folder)

    def _command(self, request: dict[str, Any]) -> dict[str, Any]:
        data = tempfile.mkdtemp(dir=self.folder)
        try:
            for suffix, content in request["database"].items():
                Path(data, DATABASE + suffix).write_bytes(base64.b64decode(content))
            if self.wanted.user is not None:
                _give(data, self.wanted.user)
            request = {**request, "project": self.project, "url": f"sqlite:///{data}/{DATABASE}"}
            ended = self.run(self.wanted, request, data)
            if os.path.lexists(os.path.join(data, DATABASE + "-journal")):
                settle = {**request, "operation": "settle", "seconds": SETTLING_LIMIT}
                self.run(self.wanted, settle, data)
            return {**ended, **_collect(data)}
        finally:
            remove(data)


def _lay(project: str, files: Mapping[str, str]) -> None:
    os.makedirs(os.path.join(project, "migrations", "versions"))
    for name, content in files.items():
        path = os.path.join(project, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(base64.b64decode(content))


def _give(folder: str, user: int) -> None:
    for name in (*os.listdir(folder), ""):
        os.chown(os.path.join(folder, name), user, user)


def _run_here(wanted: Confinement, request: dict[str, Any], data: str) -> dict[str, Any]:
    """Run a command in this process; what it loaded of the project is unloaded again."""
    before, place, path = set(sys.modules), os.getcwd(), list(sys.path)
    chunks: list[bytes] = []
    status = 0
    try:
        _enter(request)
        execute(request, chunks.append)
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else 1
    except BaseException:  # noqa: BLE001 - the error is in the report already
        status = 70
    finally:
        os.chdir(place)
        sys.path[:] = path
        for name in set(sys.modules) - before:
            if name.partition(".")[0] == "app":
                del sys.modules[name]
    return {"status": status & 0xFF, "report": _text(b"".join(chunks))}


def _enter(request: dict[str, Any]) -> None:
    os.chdir(request["project"])
    os.environ["DATABASE_URL"] = request["url"]
    sys.path.insert(0, request["project"])
    sys.dont_write_bytecode = True


def _run_in_child(wanted: Confinement, request: dict[str, Any], data: str) -> dict[str, Any]:
    """Run a command in a child of its own; return when it and all that it started are dead."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _run_and_leave(wanted, request, data, writing)
    os.close(writing)
    try:
        status, crowded, report = watch(child, reading, request["seconds"], data, wanted)
    finally:
        os.close(reading)
        end_all_children()
    confined, rest = report[: len(CONFINED)], report[len(CONFINED) :]
    if confined != CONFINED:
        return {"fault": _text(report) or "the command could not be started"}
    return {"status": status, "crowded": crowded, "report": _text(rest)}


def _run_and_leave(wanted: Confinement, request: dict[str, Any], data: str, writing: int) -> None:
    status = 70
    try:
        os.setsid()
        writing = _keep_only(writing)
        _enter(request)
        try:
            confine(wanted, request["project"], data)
        except NotConfined as error:
            os.write(writing, str(error).encode())
            raise
        os.write(writing, CONFINED)
        execute(request, lambda text: _write_all(writing, text))
        status = 0
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else 1
    except BaseException:  # noqa: BLE001, S110 - the error is in the report already
        pass
    finally:
        os._exit(status & 0xFF)


def _keep_only(handle: int) -> int:
    """Close every descriptor but *handle*, and return the one that it has now."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    kept = 3
    if handle != kept:
        os.dup2(handle, kept)
    os.closerange(kept + 1, 4096)
    return kept


def _write_all(handle: int, text: bytes) -> None:
    view = memoryview(text)
    while view:
        view = view[os.write(handle, view) :]


def _text(report: bytes) -> str:
    return report[:LARGEST_REPORT].decode("utf-8", "replace")


def _collect(data: str) -> dict[str, Any]:
    """The files of the database, if they are plain ones of sane size; nothing is opened as SQL."""
    found: dict[str, str] = {}
    room = LARGEST_DATABASE
    for suffix in DATABASE_FILES:
        path = os.path.join(data, DATABASE + suffix)
        if not os.path.lexists(path):
            continue
        try:
            content = _plain(path, room)
        except OSError as error:
            return {"unreadable": str(error.strerror or error)}
        room -= len(content)
        found[suffix] = base64.b64encode(content).decode("ascii")
    return {"database": found}


def _plain(path: str, room: int) -> bytes:
    """The content of a plain file; raises OSError for whatever else is there."""
    extra = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    about = os.lstat(path)
    if not stat.S_ISREG(about.st_mode) or about.st_nlink != 1:
        raise OSError("the database is not a plain file any more")
    if about.st_size > room:
        raise OSError(f"the database is larger than {LARGEST_DATABASE} bytes")
    with os.fdopen(os.open(path, os.O_RDONLY | extra), "rb") as file:
        return file.read(room)
