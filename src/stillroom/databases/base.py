"""What a kind of database offers to the grader: the protocol of a backend, and of a store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from stillroom.schema.model import Schema

VERSION_TABLE = "alembic_version"
"""Alembic's own table, which is no part of any schema."""

Value = str | int | float | bytes | None
Row = Mapping[str, Value]

Handover = Mapping[str, bytes]
"""What goes to a child with a command, and what comes back after it: name to bytes.

Only the backend knows what is in it; everybody between carries it and looks at nothing.
"""


@dataclass(frozen=True)
class State:
    """What the parent found in a database: its schema, Alembic's position, and the rows."""

    schema: Schema = field(default_factory=Schema)
    versions: tuple[str, ...] = ()
    rows: dict[str, list[Row]] = field(default_factory=dict)


class Store(Protocol):
    """One throw-away database of one grading, held by the parent."""

    def handover(self) -> Handover:
        """Return what a command needs to work on this database."""

    def take_back(self, handover: Handover, unreadable: str | None) -> None:
        """Take over what a command left behind; *unreadable* says why there is nothing to take."""

    def read(self) -> State:
        """Return the state of the database; raises UnreadableDatabase where it cannot be read."""

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Put *rows* into *table*; raises UnreadableDatabase where the database refuses."""


class Backend(Protocol):
    """One kind of database: how it is had, read and explained."""

    name: str
    """SQLAlchemy's name of it: what stands before the colon of its address."""
    title: str
    """Its name for people."""
    worker: str
    """The module of what runs beside learners' code (see ``sandbox/worker``)."""

    def expected(self, metadata: Any) -> Schema:  # noqa: ANN401 - whatever a course author wrote
        """Return the schema that *metadata* makes on this kind of database."""

    def open(self, private: Path) -> Store:
        """Return an empty database; *private* is a folder that only the parent uses."""

    def fingerprint(self) -> str:
        """Return what tells this installation of the database from another one."""
