"""A runner without processes: for answers that a test has written itself, thousands of them in a minute.

Nothing is isolated: never give it the code of a stranger.
"""

import importlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from stillroom.cohort.warmed_runners import WarmedRunners
from stillroom.databases.base import Handover
from stillroom.databases.registry import default_worker
from stillroom.sandbox.outcome import Outcome
from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tiers import Isolation, Tier
from stillroom.sandbox.worker import operations
from stillroom.sandbox.worker.database_module import load


class InProcess(Runner):
    """Runs every command in the process of the test itself."""

    @property
    def isolation(self) -> Isolation:
        """None at all."""
        return Isolation(Tier.self_check, (), ())

    def open(  # type: ignore[override]  # it answers the same calls
        self, files: Mapping[str, bytes], packages: Sequence[str] | None = None
    ) -> "Project":
        """Return the project made of *files*."""
        return Project(files)


class RunnersInProcess(WarmedRunners):
    """Lends such a runner, for one job at a time: the process has one working directory."""

    @contextmanager
    def lend(self) -> Iterator[Runner]:
        """Lend one."""
        yield InProcess()


class Project:
    """The files of one submission, written to disk for its commands."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Hold *files*: path to content."""
        self.files = files
        self.database = load(default_worker())
        self._folder = TemporaryDirectory(prefix="in-process-", dir=_memory())

    def run(self, database: Handover, operation: str, *arguments: str) -> Outcome:
        """Run one operation on *database* and return how it ended, and what the database is then."""
        project = Path(self._folder.name, "project")
        if not project.exists():
            (project / "migrations" / "versions").mkdir(parents=True)
            for name, content in self.files.items():
                path = project / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        with TemporaryDirectory(dir=self._folder.name) as data:
            self.database.write(database, data)
            request = {
                "project": str(project), "url": self.database.url(data),
                "operation": operation, "arguments": list(arguments),
            }  # fmt: skip
            report: list[bytes] = []
            status = 1
            with _entered(request), suppress(Exception):
                operations.execute(request, default_worker(), report.append)
                status = 0
            if self.database.is_unsettled(data):
                self.database.settle(self.database.url(data))
            left = self.database.collect(data)
        ended = Outcome.read({"status": status, "report": b"".join(report).decode()}, 0.0)
        return Outcome(ended.trouble, ended.answer, ended.warnings, left)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._folder.cleanup()


def _memory() -> str | None:
    return "/dev/shm" if os.path.isdir("/dev/shm") else None


@contextmanager
def _entered(request: operations.Request) -> Iterator[None]:
    """Be where a learner's code expects to be, and leave nothing of it behind."""
    folder, path, known = os.getcwd(), list(sys.path), set(sys.modules)
    address, no_bytecode = os.environ.get("DATABASE_URL"), sys.dont_write_bytecode
    importlib.invalidate_caches()
    try:
        operations.enter(request)
        yield
    finally:
        os.chdir(folder)
        sys.path[:], sys.dont_write_bytecode = path, no_bytecode
        for name in set(sys.modules) - known:
            if name.partition(".")[0] in ("app", "env_py"):
                del sys.modules[name]
        if address is None:
            del os.environ["DATABASE_URL"]
        else:
            os.environ["DATABASE_URL"] = address
