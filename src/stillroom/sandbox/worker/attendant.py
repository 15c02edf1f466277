"""Runs the commands of one submission, one after the other, and keeps its files meanwhile.

Requests are lines of JSON: first the files of the project, then one request for each command, then
``close``. Each but the last is answered by one line. The database travels with every command: its
files come with the request, the command works on them, and they go back with the answer. Nothing of a
database stays here between two commands.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from stillroom.sandbox.worker import bytecode
from stillroom.sandbox.worker.confine import Confinement
from stillroom.sandbox.worker.database_module import load
from stillroom.sandbox.worker.remove import remove
from stillroom.sandbox.worker.supervise import TEMPORARY
from stillroom.sandbox.worker.wire import packed, unpacked

ROOM = 100_000  # bytes of a disk that the smallest command needs
SETTLING_LIMIT = 5.0  # seconds for a database to undo what a command left half done

Request = dict[str, Any]
Answer = dict[str, Any]


class Commands(Protocol):
    """How commands are run: in a child each (``child``), or in this process (``here``)."""

    def run(self, request: Request) -> Answer:
        """Run one command, which may work in its folder ``data``; return how it ended."""

    def close(self) -> None:
        """End whatever waits for the next command."""


class Attendant:
    """Runs the commands of one submission."""

    def __init__(
        self, confinement: Confinement, commands: Commands, answer: Callable[[Answer], None]
    ) -> None:
        """Make an empty folder for the submission; *answer* sends one answer back."""
        self.confinement, self.commands, self.answer = confinement, commands, answer
        self.database = load(confinement.database)
        self.folder = tempfile.mkdtemp(dir=confinement.root)
        self.project = os.path.join(self.folder, "project")
        self.packages: list[str] | None = None

    def serve(self, requests: Iterable[Request]) -> None:
        """Answer *requests* in turn, up to ``close``; then remove all files of the submission."""
        try:
            os.chmod(self.folder, 0o755)  # noqa: S103 - nothing of value; a child may be another user
            for request in requests:
                if "close" in request:
                    return
                if "files" in request:
                    files = unpacked(request["files"])
                    _write_project(self.project, files)
                    self.packages = request["packages"]
                    self.answer({"opened": True})
                    self._compile(bytecode.sources(files))
                else:
                    self.answer(self._command(request))
        finally:
            self.commands.close()
            remove(self.folder)

    def _compile(self, names: Sequence[str]) -> None:
        """Compile the files *names*, so that no command has to."""
        if not names or not bytecode.is_worthwhile(self.project, names):
            return
        with self._folder({}) as data:
            request = {"operation": "compiled", "arguments": names, "seconds": bytecode.LIMIT}
            self.commands.run({**request, **self._surroundings(data)})
            bytecode.keep(self.project, names, data)

    def _command(self, request: Request) -> Answer:
        """Run one command on its database, in a new folder; return how it ended, and the database."""
        with self._folder(unpacked(request.pop("handover"))) as data:
            request |= self._surroundings(data)
            ended = self.commands.run(request)
            if self.database.is_unsettled(data):
                settle = {**request, "operation": "settle", "seconds": SETTLING_LIMIT}
                self.commands.run(settle)
            return {**ended, "is_disk_full": _is_disk_full(data), **self._collected(data)}

    @contextmanager
    def _folder(self, handover: Mapping[str, bytes]) -> Iterator[str]:
        """Make a folder for one command, with a database; remove it afterwards."""
        data = tempfile.mkdtemp(dir=self.folder)
        try:
            self.database.write(handover, data)
            os.mkdir(os.path.join(data, TEMPORARY))
            if self.confinement.user is not None:
                _change_owner(data, self.confinement.user)
            yield data
        finally:
            remove(data)

    def _surroundings(self, data: str) -> Request:
        """What a command has to know of the place where it runs."""
        return {
            "project": self.project,
            "packages": self.packages,
            "url": self.database.url(data),
            "temporary": os.path.join(data, TEMPORARY),
            "data": data,
        }

    def _collected(self, data: str) -> Answer:
        """The database that the command left in the folder *data*, or why it cannot be read."""
        try:
            return {"handover": packed(self.database.collect(data))}
        except OSError as error:
            return {"unreadable": str(error.strerror or error)}


def _is_disk_full(folder: str) -> bool:
    """Tell whether the disk that *folder* is on has no room for another command."""
    if not hasattr(os, "statvfs"):  # Windows
        return False
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize < ROOM


def _write_project(project: str, files: Mapping[str, bytes]) -> None:
    os.makedirs(os.path.join(project, "migrations", "versions"))
    for name, content in files.items():
        path = Path(project, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _change_owner(folder: str, user: int) -> None:
    """Let *user* own *folder* and the files in it: a child without rights works there."""
    for name in (*os.listdir(folder), ""):
        os.chown(os.path.join(folder, name), user, user)
