"""The rows that an exercise puts into the tables of a submission, and those that it expects there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stillroom.course.exercise import Exercise
from stillroom.course.fixtures import Cell, Data, Expect
from stillroom.databases.base import Backend, Row, State, Store
from stillroom.databases.value_differences import ValueDifference, value_differences


@dataclass
class Values:
    """The rows of one exercise on one submission."""

    exercise: Exercise
    backend: Backend
    token: str
    """What stands for ``{token}``: nobody who wrote a revision can know it."""
    seeded: set[str] = field(default_factory=set)
    """The names of the states whose rows were put in."""

    @property
    def waiting(self) -> list[str]:
        """The states whose rows have not been put in yet."""
        return [
            name
            for name in dict.fromkeys(data.state for data in self._data)
            if name not in self.seeded
        ]

    def put_in(self, state: str, store: Store) -> None:
        """Put the rows of *state* into *store*; raises RefusedRow."""
        for data in self._data:
            if data.state == state:
                self.put_in_one(data, store)
        self.seeded.add(state)

    def put_in_one(self, data: Data, store: Store) -> None:
        """Put the rows of *data* into *store*; raises RefusedRow."""
        store.insert(data.table, [self._with_token(row) for row in data.filled])

    def released(self) -> dict[str, list[Row]]:
        """Return, by table, the rows that were put in and that the lesson may change or remove."""
        rows: dict[str, list[Row]] = {}
        for data in self._data:
            if not data.kept and data.state in self.seeded:
                rows.setdefault(data.table, []).extend(map(self._stored, data.filled))
        return rows

    def differences(self, expect: Expect, state: State) -> list[ValueDifference]:
        """Compare the rows of *expect* with those of *state*, as far as they can be there yet."""
        table = state.schema.tables[expect.table]
        key = table.primary_key.columns if table.primary_key else ()
        later = {
            tuple(row.get(name) for name in key)
            for data in self._data
            if data.table == expect.table and data.state not in self.seeded
            for row in map(self._stored, data.filled)
        }
        due = [
            row
            for row in map(self._stored, expect.filled)
            if tuple(row.get(name) for name in key) not in later
        ]
        return value_differences(table, due, state.rows.get(expect.table, []), only=expect.only)

    @property
    def _data(self) -> list[Data]:
        return self.exercise.definition.data

    def _stored(self, row: Mapping[str, Cell | None]) -> Row:
        return {name: self.backend.stored(value) for name, value in self._with_token(row).items()}

    def _with_token(self, row: Mapping[str, Cell | None]) -> dict[str, Cell | None]:
        return {
            name: value.replace("{token}", self.token) if isinstance(value, str) else value
            for name, value in row.items()
        }
