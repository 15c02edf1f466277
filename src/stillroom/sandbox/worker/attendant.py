"""Serves the commands of one submission, and holds its files meanwhile.

What comes in is lines of JSON: the files of a project, one request for each command, then ``close``.
Each but the last is answered by one line. A command is a function: what the database is handed over as
goes in, and comes out again as the command left it.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from stillroom.sandbox.worker.confine import Confinement
from stillroom.sandbox.worker.database import load
from stillroom.sandbox.worker.remove import remove
from stillroom.sandbox.worker.wire import packed, unpacked

SETTLING_LIMIT = 5.0  # seconds

Request = dict[str, Any]
Answer = dict[str, Any]


class Commands(Protocol):
    """How commands are run: in a child each (``child``), or in this process (``here``)."""

    def run(self, request: Request, data: str) -> Answer:
        """Run one command, which may work in the folder *data*; return how it ended."""

    def close(self) -> None:
        """End whatever waits for the next command."""


class Attendant:
    """Serves the commands of one submission."""

    def __init__(
        self, confinement: Confinement, commands: Commands, answer: Callable[[Answer], None]
    ) -> None:
        """Begin with an empty folder; *answer* sends one answer back."""
        self.confinement, self.commands, self.answer = confinement, commands, answer
        self.database = load(confinement.database)
        self.folder = tempfile.mkdtemp(dir=confinement.root)
        self.project = os.path.join(self.folder, "project")

    def attend(self, lines: Iterable[Request]) -> None:
        """Serve every request of *lines*, up to ``close``."""
        try:
            os.chmod(self.folder, 0o755)  # noqa: S103 - nothing of value; a child may be another user
            for request in lines:
                if "close" in request:
                    return
                if "files" in request:
                    _write_project(self.project, unpacked(request["files"]))
                    self.answer({"opened": True})
                else:
                    self.answer(self._command(request))
        finally:
            self.commands.close()
            remove(self.folder)

    def _command(self, request: Request) -> Answer:
        data = tempfile.mkdtemp(dir=self.folder)
        try:
            self.database.lay(unpacked(request.pop("handover")), data)
            if self.confinement.user is not None:
                _give(data, self.confinement.user)
            request |= {"project": self.project, "url": self.database.url(data)}
            ended = self.commands.run(request, data)
            if self.database.is_unsettled(data):
                settle = {**request, "operation": "settle", "seconds": SETTLING_LIMIT}
                self.commands.run(settle, data)
            return {**ended, **self._collected(data)}
        finally:
            remove(data)

    def _collected(self, data: str) -> Answer:
        try:
            return {"handover": packed(self.database.collect(data))}
        except OSError as error:
            return {"unreadable": str(error.strerror or error)}


def _write_project(project: str, files: Mapping[str, bytes]) -> None:
    os.makedirs(os.path.join(project, "migrations", "versions"))
    for name, content in files.items():
        path = Path(project, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _give(folder: str, user: int) -> None:
    for name in (*os.listdir(folder), ""):
        os.chown(os.path.join(folder, name), user, user)
