"""Whether rows survived: what is lost, added, changed or renumbered, and which value is shown."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillroom.databases.base import Row, State
from stillroom.databases.row_changes import RowChange, row_changes
from stillroom.schema.model import Column, PrimaryKey, Schema, Table
from tests.support.naive_row_changes import naive_row_changes


def state(rows: list[Row], *columns: str, key: tuple[str, ...] = ("id",)) -> State:
    """Return a state whose only table t has *columns* and *rows*."""
    primary_key = PrimaryKey(columns=key) if key else None
    table = Table("t", tuple(Column(name, "", True) for name in columns), primary_key)
    return State(Schema({"t": table}), (), {"t": rows})


def people(*rows: tuple[object, ...], key: tuple[str, ...] = ("id",)) -> State:
    """Return a state of rows with id and name."""
    return state([{"id": id_, "name": name} for id_, name in rows], "id", "name", key=key)  # type: ignore[dict-item]  # any values


ANN, BOB, EVE = (1, "Ann"), (2, "Bob"), (3, "Eve")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [], []),
        ([ANN, BOB], [BOB, ANN], []),
        ([ANN, ANN], [ANN, ANN], []),
        ([ANN, BOB], [], [RowChange("lost", "t", 2)]),
        ([ANN, BOB, EVE], [BOB], [RowChange("lost", "t", 2)]),
        ([ANN, ANN], [ANN], [RowChange("lost", "t", 1)]),
        ([ANN, BOB, EVE], [ANN, (2, "Bo")], [RowChange("lost", "t", 1)]),
        ([], [ANN], [RowChange("added", "t", 1)]),
        ([ANN], [ANN, BOB, EVE], [RowChange("added", "t", 2)]),
        ([ANN], [(1, "An"), BOB, EVE], [RowChange("added", "t", 2)]),
        ([ANN, BOB], [ANN, (2, "Bo")], [RowChange("changed", "t", 1, "name", "Bob", "Bo")]),
        ([ANN, BOB], [(2, "Bo"), (1, "An")], [RowChange("changed", "t", 2, "name", "Ann", "An")]),
        ([(1, "1")], [(1, 1)], [RowChange("changed", "t", 1, "name", "1", 1)]),
        ([(1, 1)], [(1, 1.0)], [RowChange("changed", "t", 1, "name", 1, 1.0)]),
        ([ANN, BOB], [(5, "Ann"), (6, "Bob")], [RowChange("renumbered", "t", 2, "id", 1, 5)]),
        ([ANN], [(5, "Bob")], [RowChange("lost", "t", 1)]),
    ],
)
def test_what_happened_to_the_rows(
    before: list[tuple[object, ...]], after: list[tuple[object, ...]], expected: list[RowChange]
) -> None:
    """Every row counts as often as it is there, in any order, each value with its kind."""
    old, new = people(*before), people(*after)
    assert row_changes(old, new, new.schema) == expected


def test_a_table_without_a_key_has_no_partner_rows() -> None:
    """Where no key says which row became which, a row that is gone is lost."""
    old, new = people(ANN, key=()), people((1, "An"), key=())
    assert row_changes(old, new, new.schema) == [RowChange("lost", "t", 1)]


def test_a_composite_key_tells_rows_apart() -> None:
    """Rows are partners when every column of the key is the same."""
    columns = ("a", "b", "c")
    old = state([{"a": 1, "b": 1, "c": "x"}, {"a": 1, "b": 2, "c": "y"}], *columns, key=("a", "b"))
    new = state([{"a": 1, "b": 1, "c": "v"}, {"a": 1, "b": 2, "c": "w"}], *columns, key=("a", "b"))
    assert row_changes(old, new, new.schema) == [RowChange("changed", "t", 2, "c", "x", "v")]


def test_the_column_of_a_composite_key_that_changed_is_named() -> None:
    """Not the first one of the key, where that one stayed."""
    columns = ("a", "b", "c")
    old = state([{"a": 1, "b": 1, "c": "x"}], *columns, key=("a", "b"))
    new = state([{"a": 1, "b": 2, "c": "x"}], *columns, key=("a", "b"))
    assert row_changes(old, new, new.schema) == [RowChange("renumbered", "t", 1, "b", 1, 2)]


def test_only_columns_and_tables_that_were_there_before_count() -> None:
    """A new column, a new table and a table that is gone say nothing about the rows."""
    old = people(ANN)
    wider = state([{"id": 1, "name": "Ann", "email": "a@b.c"}], "email", "name", "id")
    assert row_changes(old, wider, wider.schema) == []
    assert row_changes(State(), wider, wider.schema) == []
    assert row_changes(old, State(), old.schema) == []
    assert row_changes(State(old.schema), old, old.schema) == [RowChange("added", "t", 1)]


def test_each_table_is_looked_at() -> None:
    """A change in the second table is seen behind one that is not there any more."""
    old, new = people(ANN), people()
    first = Table("a", (Column("x", "", True),))
    schema = Schema({"a": first, "b": first, **old.schema.tables})
    before = State(schema, (), {"a": [{"x": 1}], "b": [{"x": 1}], **old.rows})
    after = State(schema, (), {"b": [], **new.rows})
    assert row_changes(before, after, Schema({"n": first, **schema.tables})) == [
        RowChange("lost", "b", 1),
        RowChange("lost", "t", 1),
    ]


VALUES = st.sampled_from([None, 0, 1, 2, 1.0, -0.0, "", "1", b"", b"1"])
ROWS = st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=6)
KEYS = st.sampled_from([(), ("a",), ("b",), ("a", "b"), ("a", "b", "c")])


@given(before=ROWS, after=ROWS, key=KEYS)
def test_the_comparison_agrees_with_one_of_each_row_against_each(
    before: list[tuple[object, ...]], after: list[tuple[object, ...]], key: tuple[str, ...]
) -> None:
    """Repeated rows, values of different kinds and every kind of key give the same changes."""
    columns = ("a", "b", "c")
    old_rows, new_rows = (
        [dict(zip(columns, row, strict=True)) for row in rows] for rows in (before, after)
    )
    old = state(old_rows, *columns, key=key)  # type: ignore[arg-type]  # any values
    new = state(new_rows, *columns, key=key)  # type: ignore[arg-type]  # any values
    assert row_changes(old, new, new.schema) == naive_row_changes(
        "t", old.rows["t"], new.rows["t"], columns, key
    )


class Counted(str):
    """A text that counts how often texts of its kind are compared."""

    comparisons = 0

    def __eq__(self, other: object) -> bool:
        Counted.comparisons += 1
        return str(self) == other

    __hash__ = str.__hash__


def rows_of(texts: list[str]) -> State:
    """Return a state of one row for each text; equal texts are different objects."""
    return state(
        [{"name": Counted(text), "id": id_} for id_, text in enumerate(texts)], "name", "id"
    )


@pytest.mark.parametrize("change", [str, str.upper], ids=["every-row-stays", "every-row-changes"])
def test_the_work_grows_with_the_rows_and_not_with_their_square(
    change: Callable[[str], str],
) -> None:
    """A revision may change 10,000 rows: each one is compared a few times, not with every other."""
    texts = [f"name {number}" for number in range(2_000)]
    old, new = rows_of(texts), rows_of([change(text) for text in texts])
    new.rows["t"].reverse()
    Counted.comparisons = 0
    row_changes(old, new, new.schema)
    assert Counted.comparisons <= 10 * len(texts)
