"""Rows that a revision puts into a table, and that no exercise asks for."""

from collections.abc import Iterator

from stillroom.course.exercise import Definition
from stillroom.databases.base import State
from stillroom.databases.row_changes import RowChange
from stillroom.schema.model import Schema, Table


def rows_in_new_tables(
    definition: Definition, name: str, older: Schema, state: State
) -> Iterator[RowChange]:
    """Yield the rows of each table that is filled at the state *name*, and was not there in *older*.

    *state* is the database before the rows of the exercise go in.
    """
    filled = {data.table for data in definition.data if data.state == name}
    for table in sorted(filled - set(older.tables)):
        yield from unasked_rows(definition, table, state)


def unasked_rows(definition: Definition, name: str, state: State) -> Iterator[RowChange]:
    """Yield the rows of the table *name*, where the exercise leaves it empty."""
    table, rows = state.schema.tables.get(name), state.rows.get(name)
    if table is None or not rows or _asks_for_rows(definition, table):
        return
    key = tuple((column, rows[0].get(column)) for column in table.key)
    yield RowChange("added", name, len(rows), key=key)


def _asks_for_rows(definition: Definition, table: Table) -> bool:
    """Tell whether rows are expected in *table* that the grader does not put in."""
    names = table.key
    put_in = [
        tuple(row.get(name) for name in names)
        for data in definition.data
        if data.table == table.name
        for row in data.rows
    ]
    return any(
        tuple(row.get(name) for name in names) not in put_in
        for expect in definition.expect
        if expect.table == table.name
        for row in expect.rows
    )
