"""A submission on the course's own base: its files, its database, and what its models declare."""

from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from stillroom.course.base import base_files
from stillroom.databases.base import Backend, Handover, Store
from stillroom.databases.registry import default_backend
from stillroom.errors import GraderFault
from stillroom.sandbox.outcome import Outcome
from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tempdir import TemporaryFolder
from stillroom.submission.intake import Submission


class Workspace:
    """Everything of one grading that has to be taken away when the ``with`` block ends."""

    def __init__(
        self,
        submission: Submission,
        runner: Runner,
        backend: Backend | None = None,
        *,
        packages: Sequence[str] | None,
    ) -> None:
        """Begin with empty databases of *backend*, which is the default one where it is None.

        The submission can import *packages*; all that is installed, where they are None.
        Raises GraderFault when the disk does not take it.
        """
        try:
            self._scratch = TemporaryFolder()
        except OSError as error:
            raise GraderFault(f"the workspace cannot be written: {error}") from error
        self._opened = ExitStack()
        self._opened.callback(self._scratch.close)
        self._backend = backend or default_backend()
        self.database, self.models = self._empty_database(), self._empty_database()
        self.project = runner.open(
            {**base_files(), **submission.files, **submission.installed}, packages
        )

    def begin_with(self, metadata: Any) -> None:  # noqa: ANN401 - whatever a course author wrote
        """Put a database in which *metadata* was created in the place of the empty one."""
        self.database = self._backend.build(metadata, self._scratch.path)
        self._opened.callback(self.database.close)

    def run(self, operation: str, *arguments: str) -> Outcome:
        """Run one operation on the database of the migrations."""
        ended = self.project.run(self.database.handover(), operation, *arguments)
        self.database.take_back(ended.database, ended.unreadable)
        return ended

    def run_on_empty(self, *arguments: str) -> tuple[Outcome, Store]:
        """Run an Alembic command on an empty database of its own; return that one too."""
        database = self._empty_database()
        return self.run_on(database, *arguments), database

    def copy(self, handover: Handover) -> Store:
        """Return a database of its own that holds what *handover* did when it was taken."""
        store = self._empty_database()
        store.take_back(handover, None)
        return store

    def run_on(self, store: Store, *arguments: str) -> Outcome:
        """Run an Alembic command on a database other than that of the migrations."""
        ended = self.project.run(store.handover(), "alembic", *arguments)
        store.take_back(ended.database, ended.unreadable)
        return ended

    def create_models(self) -> Outcome:
        """Create what the models declare in an empty database of its own."""
        self.models = self._empty_database()
        ended = self.project.run(self.models.handover(), "models")
        self.models.take_back(ended.database, ended.unreadable)
        return ended

    def _empty_database(self) -> Store:
        store = self._backend.open(self._scratch.path)
        self._opened.callback(store.close)
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.project.__exit__(kind, error, trace)
        finally:
            self._opened.close()
