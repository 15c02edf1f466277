"""The rows that an exercise puts into the tables of a submission, and those that it expects there."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from stillroom.course.exercise import Exercise
from stillroom.course.fixtures import NUMBERS, Cell, Data, Expect, number_in_braces
from stillroom.databases.base import Backend, Row, State, Store, Value
from stillroom.databases.value_differences import ValueDifference, value_differences


@dataclass
class Values:
    """The rows of one exercise on one submission."""

    exercise: Exercise
    backend: Backend
    token: str
    """What stands for ``{token}``: nobody who wrote a revision can know it."""
    higher: int = 0
    """By how much the numbers in braces are higher in the database than they are written."""
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
        self.put_in_rows(data.table, data.filled, store)

    def put_in_rows(
        self, table: str, rows: Sequence[Mapping[str, Cell | None]], store: Store
    ) -> None:
        """Put *rows* into *table* of *store*; raises RefusedRow."""
        store.insert(table, [self._filled_in(row, self.higher) for row in rows])

    def as_written(self, state: State) -> State:
        """Return *state* with the numbers that the exercise writes in braces as they are written.

        A learner's own row that has such a number gets another one, so that nobody takes the two
        for the same.
        """
        if not self.higher:
            return state
        rows = dict(state.rows)
        columns, numbers = self.exercise.definition.in_braces
        for table, column in columns:
            rows[table] = [
                {**row, column: self._written(row[column], numbers)} if column in row else row
                for row in rows.get(table, [])
            ]
        return replace(state, rows={name: rows[name] for name in state.rows})

    def _written(self, value: Value, numbers: Collection[int]) -> Value:
        if not isinstance(value, int):
            return value
        if value - self.higher in numbers:
            return value - self.higher
        return value + self.higher if value in numbers else value

    def as_told(self, text: str) -> str:
        """Return *text* of an error with the numbers in braces as the exercise writes them."""
        if not self.higher:
            return text
        numbers = self.exercise.definition.in_braces[1]

        def written(number: re.Match[str]) -> str:
            drawn_from = int(number[0]) - self.higher
            return str(drawn_from) if drawn_from in numbers else number[0]

        return re.sub(r"\b[0-9]{5,18}\b", written, text)

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
        key = table.key
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
        return {name: self.backend.stored(value) for name, value in self._filled_in(row).items()}

    def _filled_in(self, row: Mapping[str, Cell | None], higher: int = 0) -> dict[str, Cell | None]:
        return {name: self._cell(value, higher) for name, value in row.items()}

    def _cell(self, value: Cell | None, higher: int) -> Cell | None:
        """Return *value* with what stands for the token, or for a number in braces."""
        if (number := number_in_braces(value)) is not None:
            return number + higher
        return value.replace("{token}", self.token) if isinstance(value, str) else value


def token_of(digest: str) -> str:
    """Return what stands for ``{token}`` in the grading of the submission with *digest*."""
    return digest[:12]


def drawn(digest: str) -> int:
    """Return by how much numbers in braces are higher for the submission with *digest*."""
    return NUMBERS * (1 + int(digest[:8], 16) % 9_000)
