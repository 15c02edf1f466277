"""The functions that a kind of database has for this worker, and their module, loaded by its name.

Such a module stands in ``stillroom.databases.NAME.worker``. At import it needs the standard library
alone; SQLAlchemy it imports when it is first called.
"""

import importlib
from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast


class Database(Protocol):
    """The functions of such a module."""

    MODULES: tuple[str, ...]
    """What to import before the first fork."""

    def write(self, handover: Mapping[str, bytes], folder: str) -> None:
        """Write the files of a database into *folder*, where a command works on them."""

    def url(self, folder: str) -> str:
        """Return SQLAlchemy's address of the database in *folder*."""

    def engine(self, url: str) -> Any:  # noqa: ANN401 - sqlalchemy is imported late
        """Return an engine whose transactions cover DDL, as Alembic needs it."""

    def listen(self, engine: Any, hear: Callable[[str], object]) -> None:  # noqa: ANN401 - sqlalchemy is imported late
        """Call *hear* with each statement that is sent through *engine*, in whatever way."""

    def is_unsettled(self, folder: str) -> bool:
        """Tell whether a command left something half done, which only ``settle`` may open."""

    def settle(self, url: str) -> None:
        """Undo what a command left half done; called in a confined child."""

    def collect(self, folder: str) -> dict[str, bytes]:
        """Return what a command left; raises OSError, with the reason, for what nobody should read."""

    def error_code(self, error: BaseException) -> str:
        """Return the database's own name of *error*, "" where there is none."""


def load(module: str) -> Database:
    """Return the database whose functions stand in *module*."""
    return cast(Database, importlib.import_module(module))
