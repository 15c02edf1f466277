"""The rows that the grader put in: every later step must leave them as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from stillroom.databases.base import Row, State
from stillroom.databases.row_changes import RowChange, row_changes


@dataclass
class FollowedRows:
    """The rows of all tables after they were put in, and after each later step."""

    baseline: State | None = None
    """The state with which later ones are compared; None before any row was put in."""
    released: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    """By table, the rows among them that the lesson may change or remove."""
    since: int = 0
    """How many states of the timeline are older than the rows."""

    def moved_on(self, state: State, since: int) -> None:
        """Take *state*, with which a step has passed, as the one to compare with from now on.

        *since* is how many states of the timeline there are by now.
        """
        if self.baseline is not None:
            self.baseline, self.since = state, since

    def changes(self, state: State) -> list[RowChange]:
        """Return what happened to them on the way to *state*; nothing before any were put in."""
        if self.baseline is None:
            return []
        return row_changes(self._followed(self.baseline), self._followed(state), state.schema)

    def has(self, change: RowChange, state: State) -> bool:
        """Tell whether *change* has happened on the way to *state*, or its table is gone there."""
        if change.table not in state.schema.tables:
            return True
        return any(
            (other.kind, other.table, other.column) == (change.kind, change.table, change.column)
            for other in self.changes(state)
        )

    def _followed(self, state: State) -> State:
        """Return *state* without the rows that may change."""
        rows = {
            name: self._without_released(state, name, rows) for name, rows in state.rows.items()
        }
        return replace(state, rows=rows)

    def _without_released(self, state: State, name: str, rows: list[Row]) -> list[Row]:
        table = state.schema.tables.get(name)
        key = table.key if table else ()
        released = {tuple(row.get(column) for column in key) for row in self.released.get(name, ())}
        if not released or not key:
            return rows
        return [row for row in rows if tuple(row.get(column) for column in key) not in released]
