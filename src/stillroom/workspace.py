"""A throw-away copy of a submission on the course's own base, with an empty database."""

import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from stillroom.course import resource
from stillroom.database import Database
from stillroom.errors import GraderFault
from stillroom.submission import ENVIRONMENT, Submission


class Workspace:
    """The folders of one grading; removed when the ``with`` block ends."""

    def __init__(self, submission: Submission) -> None:
        """Write the base and *submission*; raises GraderFault when the disk does not take it."""
        self.root = Path(tempfile.mkdtemp(prefix="stillroom-")).resolve()
        try:
            self.project = self.root / "project"
            self.database = Database(self._folder("data") / "database.db", self._folder("read"))
            self.models = Database(
                self._folder("models") / "models.db", self._folder("read-models")
            )
            self.messages = self._folder("messages")
            _lay(self.project, submission)
        except OSError as error:
            self.remove()
            raise GraderFault(f"{self.root}: the workspace cannot be written: {error}") from error
        except BaseException:
            self.remove()
            raise

    def _folder(self, name: str) -> Path:
        folder = self.root / name
        folder.mkdir()
        return folder

    def remove(self) -> None:
        """Take everything away, whatever a submission did to the permissions."""
        shutil.rmtree(self.root, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()


def base_files() -> dict[str, bytes]:
    """Return the trusted files of the starter that need no rendering: path to content."""
    base = resource("base")
    found = {
        path.relative_to(base).as_posix(): path.read_bytes()
        for part in ("app", "migrations")
        for path in sorted((base / part).rglob("*"))
        if path.suffix in (".py", ".mako")
    }
    if ENVIRONMENT not in found:
        raise GraderFault(
            f"{base}: the starter's {ENVIRONMENT} is missing; install stillroom again"
        )
    return found


def _lay(project: Path, submission: Submission) -> None:
    (project / "migrations" / "versions").mkdir(parents=True)
    files = base_files() | submission.files
    for name, content in files.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
