"""The comparison, word for word: which difference is reported, and with which words."""

import pytest

from stillroom.schema.compare import compare
from stillroom.schema.model import Schema
from stillroom.schema.words import InWords, in_words
from tests.support.tables import built


def differences(expected_sql: str, found_sql: str, *exact: str) -> list[InWords]:
    """Compare the tables t that two definitions make; several statements stand apart by `;`."""
    expected, found = (
        built(*f"create table t ({side}".split(";")) for side in (expected_sql, found_sql)
    )
    return [in_words(difference) for difference in compare(expected, found, exact)]


INT_KEY = "PRIMARY KEY with the row number itself"
OWN_KEY = "PRIMARY KEY with an index of its own"


@pytest.mark.parametrize(
    ("expected_sql", "found_sql", "expected"),
    [
        # Columns.
        ("a int)", "a int, b)", InWords("column-extra", "t", "b", None, "no type")),
        ("a int, b text not null default 'x' collate nocase)", "a int)",
         InWords("column-missing", "t", "b", "TEXT NOT NULL DEFAULT 'x' COLLATE NOCASE")),
        ("a int, b int as (a + 1) stored)", "a int)",
         InWords("column-missing", "t", "b", "INT GENERATED ALWAYS AS (a + 1) STORED")),
        ("a int, b int as (1))", "a int, b int as (2))",
         InWords("column-generated", "t", "b", "GENERATED ALWAYS AS (1) VIRTUAL", "GENERATED ALWAYS AS (2) VIRTUAL")),
        ("a int default 0)", "a int)", InWords("column-default", "t", "a", "0", None)),
        ("a int default '')", "a int)", InWords("column-default", "t", "a", "''", None)),
        ("a int)", "a text)", InWords("column-type", "t", "a", "INT", "TEXT")),
        ("a int)", "a)", InWords("column-type", "t", "a", "INT", "no type")),
        ("a int)", "a int not null)", InWords("column-nullable", "t", "a", "NULL allowed", "NOT NULL")),
        ("a int not null)", "a int not null on conflict fail)", InWords("column-conflict", "t", "a", None, "FAIL")),
        # The table and its key.
        ("a int) strict", "a int)", InWords("table-options", "t", None, "STRICT", None)),
        ("a int)", "a int) strict", InWords("table-options", "t", None, None, "STRICT")),
        ("a int, b int, primary key (a, b))", "a int, b int)",
         InWords("primary-key", "t", None, "PRIMARY KEY (a, b)", None)),
        ("a int, b int, primary key (a, b))", "a int, b int, primary key (b, a))",
         InWords("primary-key", "t", None, "PRIMARY KEY (a, b)", "PRIMARY KEY (b, a)")),
        ("a integer primary key autoincrement)", "a integer primary key)",
         InWords("primary-key-autoincrement", "t", "a", "AUTOINCREMENT", None)),
        ("a integer primary key on conflict fail)", "a integer primary key)",
         InWords("primary-key-kind", "t", None, f"{INT_KEY} ON CONFLICT FAIL", INT_KEY)),
        ("a integer not null primary key desc)", "a integer primary key)",
         InWords("primary-key-kind", "t", None, "PRIMARY KEY (a DESC) with an index of its own", INT_KEY)),
        ("a text not null, primary key (a collate nocase))", "a text not null primary key)",
         InWords("primary-key-kind", "t", None, "PRIMARY KEY (a COLLATE NOCASE) with an index of its own", OWN_KEY)),
        # Constraints that are missing, extra, or there with a change.
        ("a int unique)", "a int)", InWords("unique-missing", "t", "UNIQUE (a)", "UNIQUE (a)")),
        ("a int)", "a int unique)", InWords("unique-extra", "t", "UNIQUE (a)", None, "UNIQUE (a)")),
        ("a int, b int, unique (a, b))", "a int, b int, unique (b, a))",
         InWords("unique-differs", "t", "UNIQUE (a, b)", "UNIQUE (a, b)", "UNIQUE (b, a)")),
        ("a int unique)", "a int unique on conflict fail)",
         InWords("unique-differs", "t", "UNIQUE (a)", "UNIQUE (a)", "UNIQUE (a) ON CONFLICT FAIL")),
        ("a int); create index i on t (a)", "a int); create index i on t (a desc)",
         InWords("index-differs", "t", "INDEX (a)", "INDEX (a)", "INDEX (a DESC)")),
        ("a int); create unique index i on t (a) where a > 0", "a int)",
         InWords("index-missing", "t", "UNIQUE INDEX (a) WHERE a > 0", "UNIQUE INDEX (a) WHERE a > 0")),
        ("a int); create unique index i on t (a desc)", "a int unique)",
         InWords("index-differs", "t", "UNIQUE INDEX (a DESC)", "UNIQUE INDEX (a DESC)", "UNIQUE (a)")),
        ("a int unique)", "a int); create index i on t (a)",
         InWords("unique-differs", "t", "UNIQUE (a)", "UNIQUE (a)", "INDEX (a)")),
        ("a int); create index i on t (abs(a) collate nocase desc)", "a int); create index i on t (abs(a) desc)",
         InWords("index-differs", "t", "INDEX (abs(a) COLLATE NOCASE DESC)", "INDEX (abs(a) COLLATE NOCASE DESC)", "INDEX (abs(a) DESC)")),
        ("a int); create index i on t ((abs(a) collate nocase))", "a int); create index i on t (abs(a))",
         InWords("index-differs", "t", "INDEX (abs(a) COLLATE NOCASE)", "INDEX (abs(a) COLLATE NOCASE)", "INDEX (abs(a))")),
        ("a int); create unique index i on t (a desc)", "a int)",
         InWords("index-missing", "t", "UNIQUE INDEX (a DESC)", "UNIQUE INDEX (a DESC)")),
        ("a int)", "a int references t (a) on delete cascade on update set null deferrable)",
         InWords("foreign-key-extra", "t",
                    "FOREIGN KEY (a) REFERENCES t (a) ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY IMMEDIATE", None,
                    "FOREIGN KEY (a) REFERENCES t (a) ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY IMMEDIATE")),
        ("a int references u (b))", "a int references u (c))",
         InWords("foreign-key-differs", "t", "FOREIGN KEY (a) REFERENCES u (b)",
                    "FOREIGN KEY (a) REFERENCES u (b)", "FOREIGN KEY (a) REFERENCES u (c)")),
        ("a int check (a > 0))", "a int check (a > 1))",
         InWords("check-differs", "t", "CHECK (a > 0)", "CHECK (a > 0)", "CHECK (a > 1)")),
    ],
)  # fmt: skip
def test_a_difference_has_these_words(expected_sql: str, found_sql: str, expected: InWords) -> None:
    """One changed fact is one difference, with both sides in the words of SQL."""
    assert differences(expected_sql, found_sql) == [expected]


@pytest.mark.parametrize(
    ("expected_sql", "found_sql", "exact", "expected"),
    [
        ("a int, b int)", "b int, a int)", "column-order", InWords("column-order", "t", None, "a, b", "b, a")),
        ("a int constraint x unique)", "a int constraint y unique)", "names",
         InWords("constraint-name", "t", "UNIQUE (a)", "x", "y")),
        ("a int constraint x unique)", "a int unique)", "names",
         InWords("constraint-name", "t", "UNIQUE (a)", "x", "no name")),
        ("a int constraint k primary key)", "a int primary key)", "names",
         InWords("constraint-name", "t", "PRIMARY KEY", "k", "no name")),
        ("a int unique)", "a int, unique (a))", "placement",
         InWords("constraint-name", "t", "UNIQUE (a)", "beside its column", "for the table")),
        ("a int, primary key (a))", "a int primary key)", "placement",
         InWords("constraint-name", "t", "PRIMARY KEY", "for the table", "beside its column")),
        ("a date)", "a Date)", "type-spelling", InWords("column-type", "t", "a", "date", "Date")),
        ("a int default 1)", "a int default '1')", "default-spelling", InWords("column-default", "t", "a", "1", "'1'")),
        ("a int default null)", "a int)", "default-null", InWords("column-default", "t", "a", "NULL", None)),
        ("a integer primary key)", "a integer not null primary key)", "key-null",
         InWords("column-nullable", "t", "a", "NULL allowed", "NOT NULL")),
    ],
)  # fmt: skip
def test_a_tolerance_that_is_off_has_these_words(
    expected_sql: str, found_sql: str, exact: str, expected: InWords
) -> None:
    """What the switch tolerates is one difference when it is off, and none when it is on."""
    assert differences(expected_sql, found_sql) == []
    assert differences(expected_sql, found_sql, exact) == [expected]


def test_a_change_is_matched_with_the_constraint_that_it_is_about() -> None:
    """Of several constraints each one is compared with its own partner."""
    told = differences(
        "a int, b int, unique (a), unique (b)); create index i on t (a); create index j on t (b)",
        "a int, b int, unique (b), unique (a) on conflict fail); create index j on t (b desc); create index i on t (a)",
    )
    assert [(difference.kind, difference.expected, difference.found) for difference in told] == [
        ("unique-differs", "UNIQUE (a)", "UNIQUE (a) ON CONFLICT FAIL"),
        ("index-differs", "INDEX (b)", "INDEX (b DESC)"),
    ]


def test_every_one_of_several_changes_is_seen() -> None:
    """Two missing and one extra are three differences, whatever their order."""
    told = differences(
        "a int, b int, c int); create index i on t (a); create index j on t (b)",
        "a int, b int, c int); create index k on t (c)",
    )
    assert [difference.kind for difference in told] == [
        "index-missing",
        "index-missing",
        "index-extra",
    ]


@pytest.mark.parametrize(
    ("expected_sql", "found_sql", "expected"),
    [
        (["create table t (a, b)"], [], InWords("table-missing", "t", None, "a, b")),
        ([], ["create table t (a, b)"], InWords("table-extra", "t", None, None, "a, b")),
        (["create view v as select 1"], [], InWords("view-missing", "v", None, "create view v as select 1")),
        ([], ["create view v as select 1"], InWords("view-extra", "v", None, None, "create view v as select 1")),
        (["create view v as select 1"], ["create view v as select 2"],
         InWords("view-differs", "v", None, "create view v as select 1", "create view v as select 2")),
    ],
)  # fmt: skip
def test_tables_and_views_have_these_words(
    expected_sql: list[str], found_sql: list[str], expected: InWords
) -> None:
    """A table is named with its columns, a view with its text."""
    found_differences = compare(built(*expected_sql), built(*found_sql))
    assert [in_words(difference) for difference in found_differences] == [expected]


def test_triggers_are_named_with_their_tables() -> None:
    """A trigger that is missing, extra or different; each with the table that it is on."""
    tables = ["create table t (a)", "create table u (a)"]
    first = "create trigger {} after insert on {} begin select {}; end"
    expected = built(*tables, first.format("x", "t", 1), first.format("y", "u", 1))
    found = built(*tables, first.format("y", "u", 2), first.format("z", "t", 1))
    told = compare(expected, found)
    assert [(difference.kind, difference.table, difference.name) for difference in told] == [
        ("trigger-missing", "t", "x"),
        ("trigger-extra", "t", "z"),
        ("trigger-differs", "u", "y"),
    ]


def test_a_schema_in_words() -> None:
    """What a report calls a state without a name."""
    found = built("create table t (a, b)", "create view v as select 1",
                   "create trigger r after insert on t begin select 1; end")  # fmt: skip
    assert str(found) == "t(a, b), view v, trigger r"
    assert str(Schema()) == "empty"
