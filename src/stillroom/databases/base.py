"""What a kind of database offers to the grader: the protocol of a backend, and of a store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from stillroom.databases.error_rule import ErrorRule
from stillroom.databases.hints import Hints
from stillroom.schema.model import Schema

if TYPE_CHECKING:  # it takes long, and a warmed process is started before anything needs it
    from sqlalchemy import URL

VERSION_TABLE = "alembic_version"
"""Alembic's own table, which is no part of any schema."""

Value = str | int | float | bytes | None
Row = Mapping[str, Value]

Cell = Value | bool | date | time
"""A value as the author of a course writes it; a datetime is a date too."""
Fixture = Mapping[str, Cell]

Handover = Mapping[str, bytes]
"""What goes to a child with a command, and what comes back after it: name to bytes.

Only the backend knows what is in it; everybody between carries it and looks at nothing.
"""


@dataclass(frozen=True)
class State:
    """What a database holds: its schema, the revisions that Alembic noted in it, and its rows."""

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

    def insert(self, table: str, rows: Sequence[Fixture]) -> None:
        """Put *rows* into *table*, leaving out those whose key is taken; foreign keys count.

        Raises RefusedRow where the database refuses one, and UnreadableDatabase where the table or
        a column is not there.
        """

    def close(self) -> None:
        """Give up the database, and whatever a server keeps of it; it can be called again."""

    def try_out(self, sql: str) -> str | None:
        """Run *sql* on a copy; return which rule of the schema refuses it, or None where none does.

        Raises FailedStatement where it is no rule that stops it, and UnreadableDatabase where there
        is no database to try it on.
        """


class FailedStatement(Exception):
    """A statement that the database cannot carry out at all; the text is the database's."""


class RefusedRow(Exception):
    """A database refused a row that was to be put in; the text is the database's."""


MOST_SAMPLED = 3


@dataclass(frozen=True)
class Sample:
    """How many rows a table has, and the first of them."""

    count: int
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Sample":
        """Return the sample of *rows*, which are all that there are."""
        return cls(len(rows), tuple(rows[:MOST_SAMPLED]))


@dataclass(frozen=True)
class Reading:
    """What one look at the database of a learner's project gave."""

    versions: tuple[str, ...] = ()
    schema: Schema | None = None
    """None where it could not be read."""
    trouble: str | None = None
    """Why it could not be read, as one sentence."""
    busy: bool = False
    """Whether a command was at work on it, so that nothing was read."""
    exists: bool = False
    """Whether there is a database yet."""
    samples: Mapping[str, Sample] = field(default_factory=dict)
    """Some rows of each table, to be shown."""
    held: Handover = field(default_factory=dict, repr=False)
    """All that it holds, to work on a copy."""


class FollowedDatabase(Protocol):
    """The database of a learner's project. ``read`` looks at it, and never locks or changes it."""

    @property
    def path(self) -> Path | None:
        """Where it is, for people; None where it is no file."""

    @property
    def files(self) -> Sequence[Path]:
        """The files whose times and sizes change when the database changes."""

    def is_held(self) -> bool:
        """Tell at little cost whether somebody else holds it, so that no command can change it."""

    def read(self, private: Path) -> Reading:
        """Read the database; *private* is an empty folder for a copy."""

    def contents(self) -> Handover:
        """Return all that it holds, for ``replace`` to bring back; nothing where there is none.

        Raises NotReplaced where somebody else is at work on it, or where it cannot be changed.
        """

    def replace(self, handover: Handover) -> None:
        """Make it hold *handover*, wholly or not at all; raises NotReplaced."""


class NotReplaced(Exception):
    """A database that cannot be put in the place of another; the text is half a sentence on why."""


class NotFollowed(Exception):
    """A database that cannot be followed; the text says what it is: "a database in memory"."""


class Backend(Protocol):
    """One kind of database: makes throw-away databases, reads them, and explains their errors."""

    name: str
    """The name that SQLAlchemy uses for it: what stands before the colon of its address."""
    title: str
    """Its name for people."""
    is_default: bool
    """Whether it is meant where nothing names a kind of database; true of one backend."""
    worker: str
    """The module of what runs beside learners' code (see ``sandbox/worker``)."""
    errors: Sequence[ErrorRule]
    """How its errors are recognised; the first rule that matches speaks."""
    hints: Hints
    """What is peculiar to it and explains differences."""

    def expected(self, metadata: Any) -> Schema:  # noqa: ANN401 - whatever a course author wrote
        """Return the schema that *metadata* makes on this kind of database."""

    def open(self, private: Path) -> Store:
        """Return an empty database; *private* is a folder that only the parent uses."""

    def build(self, metadata: Any, private: Path) -> Store:  # noqa: ANN401 - as expected() takes it
        """Return a database in which *metadata* was created; *private* as for ``open``."""

    def stored(self, value: Cell) -> Value:
        """Return *value* as the database would give it back."""

    def follow(self, url: "URL | None", project: Path) -> FollowedDatabase:
        """Return the database at *url*, or the one that a new *project* uses where it is None.

        Raises NotFollowed for a database that nobody but its own process can see.
        """

    def fingerprint(self) -> str:
        """Return what tells this installation of the database from another one."""
