"""Reading and comparing schemas: every kind of difference is seen, every tolerance is a switch."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillroom.schema import TOLERANCES, Schema, compare
from stillroom.schema.sqlite import MOST_OBJECTS, UnreadableSchema, read_schema


def schema(*statements: str) -> Schema:
    """Return the schema that *statements* build."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in statements:
            connection.execute(statement)
        return read_schema(connection)


def kinds(expected: Schema, found: Schema, *exact: str) -> list[str]:
    """Return the kinds of difference."""
    return [one.kind for one in compare(expected, found, exact)]


@pytest.mark.parametrize(
    ("tolerance", "one", "other"),
    [
        ("column-order", "create table t (a int, b int)", "create table t (b int, a int)"),
        ("names", "create table t (a int constraint x unique)", "create table t (a int constraint y unique)"),
        ("names", "create table t (a int, check (a > 0))", "create table t (a int, constraint c check (a > 0))"),
        ("names", "create table t (a int, constraint x primary key (a))", "create table t (a int, primary key (a))"),
        ("type-spelling", "create table t (a VARCHAR(50))", "create table t (a varchar ( 50 ))"),
        ("key-null", "create table t (a integer primary key)", "create table t (a integer not null primary key)"),
        ("default-null", "create table t (a int default null)", "create table t (a int)"),
        ("default-spelling", "create table t (a int default 1)", "create table t (a int default '1')"),
        ("default-spelling", "create table t (a bool default true)", "create table t (a bool default 1)"),
        ("placement", "create table t (a int unique)", "create table t (a int, unique (a))"),
        ("placement", "create table t (a int references t (a))", "create table t (a int, foreign key (a) references t)"),
    ],
)  # fmt: skip
def test_each_tolerance_is_a_switch(tolerance: str, one: str, other: str) -> None:
    """Equal with the tolerance, different without it."""
    if "foreign key" in other:
        one, other = (
            one.replace("a int", "a integer primary key"),
            other.replace("a int", "a integer primary key", 1),
        )
    assert kinds(schema(one), schema(other)) == []
    assert kinds(schema(one), schema(other), tolerance) != []


def test_a_unique_index_is_a_unique_constraint_unless_switched_off() -> None:
    """The one tolerance that needs two statements."""
    one = schema("create table t (a int unique)")
    other = schema("create table t (a int)", "create unique index i on t (a)")
    assert kinds(one, other) == []
    assert kinds(one, other, "unique-index") == ["unique-missing", "index-extra"]


def test_every_tolerance_is_tested() -> None:
    """The list above and the list of the comparison are the same."""
    marks = test_each_tolerance_is_a_switch.pytestmark  # type: ignore[attr-defined]  # pytest puts it there
    tested = {case[0] for case in marks[0].args[1]} | {"unique-index"}
    assert tested == set(TOLERANCES)


BASE = "create table t (a integer primary key, b varchar(20) not null, c int)"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["create table t (a integer primary key, b varchar(20) not null)"], ["column-missing"]),
        ([BASE.replace("c int", "c int, d int")], ["column-extra"]),
        ([BASE.replace("varchar(20)", "varchar(21)")], ["column-type"]),
        ([BASE.replace("varchar(20)", "nvarchar(20)")], ["column-type"]),
        ([BASE.replace("varchar(20)", "varchar")], ["column-type"]),
        ([BASE.replace("c int", "c integer")], ["column-type"]),
        ([BASE.replace("c int", "c")], ["column-type"]),
        ([BASE.replace(" not null", "")], ["column-nullable"]),
        ([BASE.replace("c int", "c int default 0")], ["column-default"]),
        ([BASE.replace("c int", "c int default ''")], ["column-default"]),
        ([BASE.replace("c int", "c int default (random())")], ["column-default"]),
        ([BASE.replace("not null", "not null collate nocase")], ["column-collation"]),
        ([BASE.replace("c int", "c int as (1)")], ["column-generated"]),
        ([BASE.replace("not null", "not null on conflict ignore")], ["column-conflict"]),
        ([BASE.replace(" primary key", "") .replace("c int", "c int, primary key (a, c)")], ["column-nullable", "primary-key"]),
        ([BASE.replace("primary key", "primary key autoincrement")], ["primary-key-autoincrement"]),
        ([BASE.replace("primary key", "primary key desc")], ["column-nullable", "primary-key-kind"]),
        ([BASE.replace("c int", "c int unique")], ["unique-extra"]),
        ([BASE.replace("c int", "c int unique on conflict replace")], ["unique-extra"]),
        ([BASE.replace("c int", "c int check (c > 0)")], ["check-extra"]),
        ([BASE.replace("c int", "c int references t")], ["foreign-key-extra"]),
        ([BASE + " without rowid"], ["table-options", "column-nullable", "primary-key-kind"]),
        ([BASE, "create index i on t (c)"], ["index-extra"]),
        ([BASE, "create unique index i on t (c) where c > 0"], ["index-extra"]),
        ([BASE, "create unique index i on t (lower(b))"], ["index-extra"]),
        ([BASE, "create unique index i on t (c desc)"], ["index-extra"]),
        ([BASE, "create view v as select 1"], ["view-extra"]),
        ([BASE, "create trigger r after insert on t begin select 1; end"], ["trigger-extra"]),
        ([BASE, "create table u (a)"], ["table-extra"]),
        ([BASE.replace("table t", "table T")], ["table-missing", "table-extra"]),
        ([BASE.replace("b varchar", "B varchar")], ["column-missing", "column-extra"]),
        ([BASE, "create temporary table u (a)"], []),
        ([BASE, "create table alembic_version (version_num varchar(32))"], []),
    ],
)  # fmt: skip
def test_each_difference_is_seen_from_both_sides(
    statements: list[str], expected: list[str]
) -> None:
    """What is wrong in one direction is wrong in the other."""
    found = kinds(schema(BASE), schema(*statements))
    if "without rowid" in statements[0]:
        assert "table-options" in found
    else:
        assert found == expected
    assert bool(kinds(schema(*statements), schema(BASE))) == bool(expected)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("create index i on t (c)", "create index i on t (c desc)"),
        ("create index i on t (b)", "create index i on t (b collate nocase)"),
        ("create index i on t (c) where c > 0", "create index i on t (c) where c > 1"),
        ("create index i on t (lower(b))", "create index i on t (upper(b))"),
        ("create index i on t (b, c)", "create index i on t (c, b)"),
        ("create unique index i on t (b, c)", "create unique index i on t (c, b)"),
        ("create view v as select 'a'", "create view v as select 'A'"),
    ],
)
def test_two_indexes_that_look_alike_differ(one: str, other: str) -> None:
    """Directions, collations, predicates, expressions and order count."""
    assert kinds(schema(BASE, one), schema(BASE, other)) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("create table t (a int, b text, check (a <> 0 and b = 'x Y'))", "CREATE TABLE [t] (`a` INT, b TEXT, -- CHECK (z)\n CHECK ( ( \"A\" != 0 AND B == 'x Y' ) ))"),
        ("create table t (a text default 'CHECK (1), b int')", "create table t (a text default 'CHECK (1), b int')"),
        ("create table t (a text default current_timestamp)", "create table t (a text default (CURRENT_TIMESTAMP))"),
        ("create table t (a int references t (a) on delete set null on update no action)", "create table t (a int, foreign key (A) references T (A) on delete set null)"),
    ],
)  # fmt: skip
def test_spellings_of_one_schema_are_equal(one: str, other: str) -> None:
    """Letter case, quotes, blanks, comments and parentheses do not count."""
    assert kinds(schema(one), schema(other)) == []


NAMES = st.sampled_from(["a", "b", "name", "E Mail", "order", "Größe"])
TYPES = st.sampled_from(["INTEGER", "VARCHAR(50)", "TEXT", "NUMERIC(10, 2)", "BOOLEAN"])
DEFAULTS = st.sampled_from([None, "0", "'x'", "CURRENT_TIMESTAMP"])
COLUMNS = st.dictionaries(
    NAMES, st.tuples(TYPES, st.booleans(), DEFAULTS, st.booleans()), min_size=1
)
Columns = dict[str, tuple[str, bool, str | None, bool]]


def _created(columns: Columns, *, raw: bool) -> str:
    """A table, in one spelling or in a quite different one."""
    parts, constraints = [], []
    for name, (type_, null, default, unique) in columns.items():
        spelled = type_.lower().replace("(", " ( ") if raw else type_
        words = [f"[{name}]" if raw else f'"{name}"', spelled, "" if null else "not null"]
        words += [
            f"default ({default})" if raw and default else f"DEFAULT {default}" if default else ""
        ]
        if unique and raw:
            constraints.append(f'constraint "u {name}" unique (`{name}`)')
        parts.append(" ".join(words) + (" UNIQUE" if unique and not raw else ""))
    return f"create table t ({', '.join((parts[::-1] if raw else parts) + constraints)})"


@settings(max_examples=500, deadline=None)
@given(COLUMNS)
def test_equivalent_spellings_of_any_table_are_equal(columns: Columns) -> None:
    """Whatever the table, the other spelling of it is the same schema."""
    assert kinds(schema(_created(columns, raw=False)), schema(_created(columns, raw=True))) == []


@settings(max_examples=500, deadline=None)
@given(COLUMNS, st.data())
def test_one_change_to_any_table_is_seen(columns: Columns, data: st.DataObject) -> None:
    """Whatever the table, one changed fact of one column is exactly one difference of its kind."""
    name = data.draw(st.sampled_from(sorted(columns)))
    type_, null, default, unique = columns[name]
    changed, kind = data.draw(
        st.sampled_from(
            [
                (("DATE", null, default if default != "0" else None, unique), "column-type"),
                ((type_, not null, default, unique), "column-nullable"),
                ((type_, null, "'other'", unique), "column-default"),
                ((type_, null, default, not unique), "unique-"),
            ]
        )
    )
    found = kinds(
        schema(_created(columns, raw=False)), schema(_created(columns | {name: changed}, raw=True))
    )
    assert any(one.startswith(kind) for one in found), found
    del columns[name]
    if columns:
        fewer = schema(_created(columns, raw=True))
        assert "column-extra" in kinds(
            fewer, schema(_created(columns | {name: changed}, raw=False))
        )


def test_a_database_with_too_many_objects_is_not_read() -> None:
    """The reader gives up early, whatever the submission made."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for number in range(MOST_OBJECTS + 1):
            connection.execute(f"create table t{number} (a)")
        with pytest.raises(UnreadableSchema, match="more than"):
            read_schema(connection)
