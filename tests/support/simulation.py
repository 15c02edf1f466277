"""A submission that is simulated: what Alembic would do with its revisions, without a process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from stillroom.databases.base import Row, State
from stillroom.sandbox.outcome import Outcome, ReportedError
from stillroom.schema.model import Schema, Table

DONE = Outcome(None)


def completed(table: Table, rows: Sequence[Row]) -> list[Row]:
    """Return *rows* with every column of *table* and no other one."""
    return [{column: row.get(column) for column in table.column_names} for row in rows]


@dataclass
class SimulatedStore:
    """A database whose state is simply set."""

    state: State = field(default_factory=State)

    def read(self) -> State:
        """Return the state that was set."""
        return self.state

    def handover(self) -> State:
        """Return the state, which stands for the database."""
        return self.state

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Add *rows*, as a database would that takes all of them."""
        known = [*self.state.rows.get(table, []), *rows]
        rows_of = {**self.state.rows, table: completed(self.state.schema.tables[table], known)}
        self.state = replace(self.state, rows=rows_of)


@dataclass
class SimulatedWorkspace:
    """Stands for the workspace of a submission whose revisions build *schemas*, in that order."""

    schemas: Mapping[str, Schema]
    """Revision to the schema after it."""
    back: Mapping[str, Schema] = field(default_factory=dict)
    """Revision to the schema after its downgrade, where that is not the one before it."""
    errors: Mapping[str, ReportedError] = field(default_factory=dict)
    """Command to the error with which it ends; it changes nothing then."""
    heads: Sequence[str] | None = None
    declared: Schema = field(default_factory=Schema)
    loses_rows: Sequence[str] = ()
    """Commands that leave no row behind."""
    database: SimulatedStore = field(default_factory=SimulatedStore)
    models: SimulatedStore = field(default_factory=SimulatedStore)
    commands: list[str] = field(default_factory=list)
    """Everything that was run."""

    def run(self, operation: str, *arguments: str) -> Outcome:
        """Run one operation on the database of the migrations."""
        return self._run(self.database, operation, *arguments)

    def run_on_empty(self, *arguments: str) -> tuple[Outcome, SimulatedStore]:
        """Run an Alembic command on an empty database."""
        store = SimulatedStore()
        return self._run(store, "alembic", *arguments), store

    def copy(self, handover: State) -> SimulatedStore:
        """Return a database of its own in the state *handover*."""
        return SimulatedStore(handover)

    def run_on(self, store: SimulatedStore, *arguments: str) -> Outcome:
        """Run an Alembic command on a database."""
        return self._run(store, "alembic", *arguments)

    def create_models(self) -> Outcome:
        """Create what the models declare."""
        self.models.state = State(self.declared)
        return self._ended("models")

    def _run(self, store: SimulatedStore, operation: str, *arguments: str) -> Outcome:
        command = " ".join((operation, *arguments))
        if self._ended(command).trouble is None:
            self._move(store, *arguments)
            if command in self.loses_rows:
                store.state = replace(store.state, rows={table: [] for table in store.state.rows})
        heads = list(self.heads) if self.heads is not None else list(self.schemas)[-1:]
        answer = {"order": list(self.schemas), "heads": heads}
        self.commands.append(command)
        return replace(self._ended(command), answer=answer if operation == "revisions" else {})

    def _ended(self, command: str) -> Outcome:
        return Outcome(self.errors.get(command))

    def _move(self, store: SimulatedStore, *arguments: str) -> None:
        order = ["base", *self.schemas]
        position = order.index(next(iter(store.state.versions), "base"))
        match arguments:
            case ("upgrade", "head"):
                self._set(store, order[-1])
            case ("upgrade", str(revision)):
                self._set(store, revision)
            case ("downgrade", "base"):
                self._set(store, "base", self.back.get(order[1]))
            case ("downgrade", str(revision)) if revision in order:
                self._set(store, revision, self.back.get(order[position]))
            case ("downgrade", "-1"):
                self._set(store, order[position - 1], self.back.get(order[position]))

    def _set(self, store: SimulatedStore, revision: str, schema: Schema | None = None) -> None:
        if schema is None:
            schema = Schema() if revision == "base" else self.schemas[revision]
        rows = {
            name: completed(table, store.state.rows.get(name, []))
            for name, table in schema.tables.items()
        }
        versions = () if revision == "base" else (revision,)
        store.state = State(schema, versions, rows)
