"""The reader and the comparison: names, places, limits, and the mistakes that they once made."""

import pytest

from stillroom.databases.sqlite.reflect import MOST_OBJECTS
from stillroom.errors import BeyondLimit
from stillroom.schema.compare import compare
from stillroom.schema.words import in_words
from tests.comparison.read import TRIGGER, T, kinds, schema

FTS = "create virtual table d using fts5(a);"


@pytest.mark.parametrize(
    ("expected_sql", "found_sql", "name", "expected", "found"),
    [
        ("create table t (a int primary key)", "create table t (a int, primary key (a))", "PRIMARY KEY", "beside its column", "for the table"),
        ("create table t (a int constraint x unique)", "create table t (a int unique)", "UNIQUE (a)", "x", "no name"),
        ("create table t (a int unique)", "create table t (a int); create unique index i on t (a)", "UNIQUE (a)", "no name", "i"),
    ],
)  # fmt: skip
def test_a_name_or_a_place_is_named(
    expected_sql: str, found_sql: str, name: str, expected: str, found: str
) -> None:
    """Where an exercise asks for them, the difference says which."""
    differences = compare(schema(expected_sql), schema(found_sql), ["names", "placement"])
    (difference,) = map(in_words, differences)
    assert (difference.kind, difference.name) == ("constraint-name", name)
    assert (difference.expected, difference.found) == (expected, found)


# --- mistakes of the reader, each found by the property tests or by hand ---


@pytest.mark.parametrize(
    "name", ["Maß", "É", "😀 x", "a😀x", 'q"q', "a\u00a0b", "order", "null", "naïve$1"]
)
def test_names_of_every_kind_are_read(name: str) -> None:
    """SQLite's names have letters of every language, and fold the case of A to Z alone."""
    quoted = '"' + name.replace('"', '""') + '"'
    folded = '"' + name.upper().casefold().replace('"', '""') + '?"'
    made = f"create table t ({quoted} text collate nocase check ({quoted} > 1), {folded} text)"
    (table,) = schema(made).tables.values()
    assert [column.collation for column in table.columns] == ["NOCASE", None]
    plain = f"create table t ({quoted} text, {folded} text collate nocase, check ({quoted} > 1))"
    assert kinds(made, plain) == ["column-collation", "column-collation"]


def test_letters_beyond_a_to_z_have_no_case() -> None:
    """É and é are two columns for SQLite, and so are ß and ss for everybody."""
    expected_sql = (
        "create table t (É text collate nocase unique, é text, Maß int check (Maß > 0), Mass int)"
    )
    found_sql = (
        "create table t (É text, é text collate nocase unique, Maß int check (Mass > 0), Mass int)"
    )
    differences = [
        "column-collation",
        "column-collation",
        "unique-missing",
        "unique-extra",
        "check-differs",
    ]
    assert kinds(expected_sql, found_sql) == differences


def test_a_name_without_quotes_is_a_text_as_a_default() -> None:
    """``DEFAULT active`` puts the text 'active' into the column."""
    assert (
        kinds("create table t (a text default active)", "create table t (a text default 'active')")
        == []
    )
    assert (
        kinds("create table t (a text default active)", "create table t (a text default Active)")
        != []
    )


def test_a_virtual_table_is_one_table() -> None:
    """The tables that it keeps its data in are not listed."""
    assert list(schema(FTS).tables) == ["d"]
    assert kinds("", FTS) == ["table-extra"]


def test_a_trigger_names_its_table_as_it_is_stored() -> None:
    """SQLite keeps what was typed in the trigger."""
    (difference,) = compare(schema(T), schema(T + TRIGGER.replace("on t", "on T")))
    assert difference.table == "t"


def test_a_view_of_nothing_is_read() -> None:
    """A view may outlive its tables; its text is all that is left."""
    made = "create table t (a int); create view v as select a as Total from t; drop table t"
    assert schema(made).views == {"v": "create view v as select a as total from t"}


def test_a_catalogue_that_was_written_by_hand_is_read() -> None:
    """SQLite takes a name in another letter case than its statement has it."""
    by_hand = "pragma writable_schema = on; update sqlite_schema set name = 'X' where name = 'x';"
    made = f"{by_hand} pragma writable_schema = reset"
    assert list(schema(f"create table x (a int); create index i on x (abs(a)); {made}").tables) == [
        "X"
    ]


def test_a_database_with_too_many_objects_is_not_read() -> None:
    """The reader gives up early, whatever the submission made."""
    many = "".join(f"create view v{number} as select 1;" for number in range(MOST_OBJECTS + 1))
    with pytest.raises(BeyondLimit, match="more than 1000 tables"):
        schema(many)
    last = f"create view v{MOST_OBJECTS} "
    assert len(schema(many.partition(last)[0]).views) == MOST_OBJECTS
