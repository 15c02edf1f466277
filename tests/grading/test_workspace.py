"""What a workspace takes away when its block ends, in which order, and also after an error."""

from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import pytest

from stillroom.databases.base import Backend
from stillroom.grading.workspace import Workspace
from stillroom.sandbox.outcome import Outcome
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission
from tests.support.json_database import JsonBackend, JsonStore


@dataclass
class Log:
    """What was opened and ended, in that order, and the folder that the databases share."""

    lines: list[str] = field(default_factory=list)
    private: Path | None = None


class LoggedStore(JsonStore):
    """A database that tells when it is closed, and whether its folder is still there."""

    def __init__(self, log: Log) -> None:
        """Begin with an empty database."""
        super().__init__()
        self.log = log

    def close(self) -> None:
        """Note it."""
        assert self.log.private
        assert self.log.private.is_dir()
        self.log.lines.append("database closed")


class LoggedBackend(JsonBackend):
    """Makes databases that tell when they are closed."""

    def __init__(self, log: Log) -> None:
        """Begin without any database."""
        self.log = log

    def open(self, private: Path) -> LoggedStore:
        """Return an empty database."""
        self.log.lines.append("database opened")
        self.log.private = private
        return LoggedStore(self.log)


@dataclass
class LoggedProject:
    """Stands for a runner and its project; its end may fail."""

    log: Log
    error: Exception | None = None

    def open(self, files: object, packages: object) -> Self:
        """Open a project, as a runner does."""
        return self

    def run(self, database: object, operation: str, *arguments: str) -> Outcome:
        """Run nothing."""
        return Outcome(None)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Note it."""
        self.log.lines.append("project ended")
        if self.error:
            raise self.error


def workspace(log: Log, error: Exception | None = None) -> Workspace:
    """Return an empty workspace whose parts write to *log*."""
    runner = cast("Runner", LoggedProject(log, error))
    return Workspace(
        Submission("test", {}, {}), runner, cast("Backend", LoggedBackend(log)), packages=None
    )


def test_every_database_is_closed_after_the_project_and_before_its_folder_goes() -> None:
    log = Log()
    with workspace(log) as opened:
        opened.run_on_empty("upgrade", "head")
        opened.create_models()
        assert log.lines == ["database opened"] * 4
    assert log.lines[4:] == ["project ended", *["database closed"] * 4]
    assert log.private
    assert not log.private.exists()


def test_the_databases_are_closed_where_the_project_cannot_be_ended() -> None:
    log = Log()
    with pytest.raises(OSError, match="no space"), workspace(log, OSError("no space")):
        pass
    assert log.lines.count("database closed") == 2
    assert log.private
    assert not log.private.exists()
