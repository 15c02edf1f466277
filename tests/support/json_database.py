"""A second kind of database: one JSON text, whose tables have columns, a primary key and rows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from stillroom.databases.base import (
    Backend,
    Cell,
    Fixture,
    FollowedDatabase,
    Handover,
    NotFollowed,
    Reading,
    RefusedRow,
    State,
    Store,
    Value,
)
from stillroom.databases.error_rule import ErrorRule
from stillroom.databases.hints import Hints
from stillroom.errors import UnreadableDatabase
from stillroom.schema.model import Column, Part, PrimaryKey, Schema, Table, Unique
from stillroom.util.file_stamps import stamps

NAME = "database.json"

Content = dict[str, Any]
"""What the JSON text says: ``versions``, and ``tables``, which are made by ``created``."""

EMPTY: Content = {"versions": [], "tables": {}}


def created(metadata: sa.MetaData, versions: Sequence[str] = ()) -> Content:
    """Return the content of a database in which *metadata* was created."""
    tables = {
        table.name: {
            "columns": {
                column.name: [str(column.type), bool(column.nullable)] for column in table.columns
            },
            "key": [column.name for column in table.primary_key],
            "uniques": sorted(
                [column.name for column in constraint.columns]
                for constraint in table.constraints
                if isinstance(constraint, sa.UniqueConstraint)
            ),
            "rows": [],
        }
        for table in metadata.sorted_tables
    }
    return {"versions": list(versions), "tables": tables}


def packed(content: Content) -> Handover:
    """Return *content* as a command leaves it."""
    return {NAME: json.dumps(content).encode()}


def unpacked(handover: Handover) -> Content:
    """Return the content of a database; raises UnreadableDatabase."""
    try:
        return dict(json.loads(handover[NAME])) if handover else dict(EMPTY)
    except ValueError as error:
        raise UnreadableDatabase(str(error)) from error


def state_of(content: Content) -> State:
    """Return what *content* says in the grader's terms; raises UnreadableDatabase."""
    try:
        tables = {name: _table(name, table) for name, table in content["tables"].items()}
        rows = {name: list(table["rows"]) for name, table in content["tables"].items()}
        return State(Schema(tables), tuple(content["versions"]), rows)
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableDatabase(f"it says something else: {error}") from error


def _table(name: str, table: Mapping[str, Any]) -> Table:
    columns = tuple(
        Column(column, type_, nullable) for column, (type_, nullable) in table["columns"].items()
    )
    key = PrimaryKey(columns=tuple(table["key"])) if table["key"] else None
    uniques = tuple(
        Unique(parts=tuple(Part(column) for column in names)) for names in table.get("uniques", ())
    )
    return Table(name, columns, key, uniques)


class JsonStore:
    """One database, held as the bytes that a command left."""

    def __init__(self) -> None:
        """Begin with an empty database."""
        self._handover: Handover = {}
        self._unreadable: str | None = None

    def handover(self) -> Handover:
        """Return the text of the database."""
        return self._handover

    def take_back(self, handover: Handover, unreadable: str | None) -> None:
        """Take over the text that a command left."""
        self._handover, self._unreadable = handover, unreadable

    def close(self) -> None:
        """Forget the text."""
        self._handover, self._unreadable = {}, None

    def read(self) -> State:
        """Return the state that the text says."""
        if self._unreadable is not None:
            raise UnreadableDatabase(self._unreadable)
        return state_of(unpacked(self._handover))

    def insert(self, table: str, rows: Sequence[Fixture]) -> None:
        """Add those of *rows* whose key is free."""
        content = unpacked(self._handover)
        try:
            about = content["tables"][table]
        except KeyError as error:
            raise UnreadableDatabase(f"no such table: {table}") from error
        for row in rows:
            if unknown := set(row) - set(about["columns"]):
                raise UnreadableDatabase(f"{table} has no column {min(unknown)}")
            empty = [name for name, (_, nullable) in about["columns"].items() if not nullable]
            if missing := [name for name in empty if row.get(name) is None]:
                raise RefusedRow(f"{table}.{missing[0]} must have a value")
            if _key(about, row) not in [_key(about, known) for known in about["rows"]]:
                about["rows"].append(
                    {column: BACKEND.stored(row.get(column)) for column in about["columns"]}
                )
        self.take_back(packed(content), None)

    def try_out(self, sql: str) -> str | None:
        """Refuse whatever says that it is to be refused: there is no SQL here."""
        return "it says so" if "REFUSE" in sql else None


def _key(table: Mapping[str, Any], row: Fixture) -> object:
    return [row.get(column) for column in table["key"]] or object()


@dataclass(frozen=True)
class FollowedJson:
    """A JSON file that somebody else writes to."""

    path: Path

    @property
    def files(self) -> Sequence[Path]:
        """The one file."""
        return [self.path]

    def is_held(self) -> bool:
        """Return False: nobody can hold it."""
        return False

    def read(self, private: Path) -> Reading:
        """Read the file, which needs no copy."""
        if not stamps([self.path]):
            return Reading(schema=Schema())
        try:
            state = state_of(unpacked({NAME: self.path.read_bytes()}))
        except UnreadableDatabase as error:
            return Reading(trouble=f"{self.path.name} cannot be read: {error}.", exists=True)
        return Reading(state.versions, state.schema, exists=True)

    def contents(self) -> Handover:
        """Return the text of the file."""
        return {NAME: self.path.read_bytes()} if self.path.exists() else {}

    def replace(self, handover: Handover) -> None:
        """Write the text; an empty database where there is none."""
        if handover or self.path.exists():
            self.path.write_bytes(handover.get(NAME, packed(EMPTY)[NAME]))


class JsonBackend:
    """JSON texts as databases."""

    name = "json"
    title = "JSON"
    is_default = False
    worker = __name__
    errors: Sequence[ErrorRule] = ()
    hints = Hints()

    def expected(self, metadata: Any) -> Schema:  # noqa: ANN401 - as the protocol has it
        """Return the schema of a text in which *metadata* was created."""
        return state_of(created(metadata)).schema

    def open(self, private: Path) -> Store:
        """Return an empty database."""
        return JsonStore()

    def build(self, metadata: Any, private: Path) -> Store:  # noqa: ANN401 - as the protocol has it
        """Return a text in which *metadata* was created."""
        store = JsonStore()
        store.take_back(packed(created(metadata)), None)
        return store

    def stored(self, value: Cell) -> Value:
        """Return *value* as JSON has it: what is no number is a text."""
        return value if value is None or isinstance(value, (int, float)) else str(value)

    def follow(self, url: sa.URL | None, project: Path) -> FollowedDatabase:
        """Return the file at *url*."""
        if url is not None and not url.database:
            raise NotFollowed("a text that nobody keeps")
        return FollowedJson(project / (url.database if url and url.database else "app.json"))

    def fingerprint(self) -> str:
        """Return the version of the format."""
        return "json 1"


BACKEND: Backend = JsonBackend()
