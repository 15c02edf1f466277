"""What the reader says about a table, fact by fact: the statement, and the value that it becomes."""

from typing import Any

import pytest

from stillroom.schema.model import (
    Check,
    Column,
    ForeignKey,
    Generated,
    Index,
    Part,
    PrimaryKey,
    Table,
    Unique,
)
from tests.support.tables import built


def table(definition: str, *after: str) -> Table:
    """Return the table t with the columns and constraints of *definition*."""
    return built(f"create table t ({definition})", *after).tables["t"]


FACTS: list[tuple[str, str, Any]] = [
    # The primary key.
    ("primary_key", "a integer", None),
    ("primary_key", "a integer primary key", PrimaryKey(None, True, ("a",), is_row_number=True)),
    ("primary_key", "a integer constraint k primary key asc on conflict replace autoincrement",
     PrimaryKey("k", True, ("a",), autoincrement=True, is_row_number=True, conflict="REPLACE")),
    ("primary_key", "a integer, primary key (a autoincrement)",
     PrimaryKey(None, False, ("a",), autoincrement=True, is_row_number=True)),
    ("primary_key", "a int primary key on conflict abort", PrimaryKey(None, True, ("a",), parts=(Part("a"),))),
    ("primary_key", "a integer primary key desc",
     PrimaryKey(None, True, ("a",), parts=(Part("a", descending=True),))),
    ("primary_key", "a int primary key desc on conflict fail",
     PrimaryKey(None, True, ("a",), conflict="FAIL", parts=(Part("a", descending=True),))),
    ("primary_key", "a int, b int, c int, constraint k primary key (c, a) on conflict fail",
     PrimaryKey("k", False, ("c", "a"), conflict="FAIL", parts=(Part("c"), Part("a")))),
    # Unique constraints.
    ("uniques", "a int unique", (Unique(None, True, (Part("a"),)),)),
    ("uniques", "a int constraint u unique on conflict ignore default 1",
     (Unique("u", True, (Part("a"),), "IGNORE"),)),
    ("uniques", "a int, B int, constraint u unique (b, A) on conflict replace",
     (Unique("u", False, (Part("B"), Part("a")), "REPLACE"),)),
    ("uniques", "a unique", (Unique(None, True, (Part("a"),)),)),
    ("uniques", "a int, constraint u unique (a desc)",
     (Unique("u", False, (Part("a", descending=True),)),)),
    ("uniques", "a int, b int, unique (a), unique (a, b)",
     (Unique(None, False, (Part("a"),)), Unique(None, False, (Part("a"), Part("b"))))),
    ("uniques", "a int unique, unique (a) on conflict fail", (Unique(None, True, (Part("a"),), "FAIL"),)),
    # Check constraints.
    ("checks", "a int constraint c check (a > 0) constraint d check (a < 9)",
     (Check("c", True, "a > 0"), Check("d", True, "a < 9"))),
    ("checks", "a int, b int, check (a > 0) on conflict ignore, constraint c check ((a <> b))",
     (Check(None, False, "a > 0"), Check("c", False, "a != b"))),
    ("checks", "a int check (coalesce(a, (1 + 2) * 3) == 0)",
     (Check(None, True, "coalesce(a, (1 + 2) * 3) = 0"),)),
    ("checks", "a int default -1 check (a > 0)", (Check(None, True, "a > 0"),)),
    ("checks", "a int default +1 check (a > 0)", (Check(None, True, "a > 0"),)),
    ("checks", "a int default 'check (x)' check (a > 0)", (Check(None, True, "a > 0"),)),
    ("checks", "a int default (1) check (a > 0)", (Check(None, True, "a > 0"),)),
    ("checks", 'a int, "check" int', ()),
    # Foreign keys.
    ("foreign_keys", "a int references t", (ForeignKey(None, True, ("a",), "t", ()),)),
    ("foreign_keys", "a int references nowhere (b)", (ForeignKey(None, True, ("a",), "nowhere", ("b",)),)),
    ("foreign_keys", "a integer primary key, b int constraint f references T (A) on delete set null",
     (ForeignKey("f", True, ("b",), "t", ("a",), "SET NULL"),)),
    ("foreign_keys", "a integer primary key, B int, constraint f foreign key (b) references t match full on update no action on delete cascade",
     (ForeignKey("f", False, ("B",), "t", ("a",), "CASCADE"),)),
    ("foreign_keys", "a int, b int, c int, primary key (a, b), foreign key (c, a) references t (b, a) on update set default on insert restrict on delete restrict",
     (ForeignKey(None, False, ("c", "a"), "t", ("b", "a"), "RESTRICT", "SET DEFAULT"),)),
    ("foreign_keys", "a integer primary key, b int references t deferrable initially deferred unique",
     (ForeignKey(None, True, ("b",), "t", ("a",), deferred="DEFERRABLE INITIALLY DEFERRED"),)),
    ("foreign_keys", "a integer primary key, b int references t deferrable",
     (ForeignKey(None, True, ("b",), "t", ("a",), deferred="DEFERRABLE INITIALLY IMMEDIATE"),)),
    ("foreign_keys", "a integer primary key, b int references t not deferrable initially immediate constraint c check (b > 0)",
     (ForeignKey(None, True, ("b",), "t", ("a",)),)),
    ("foreign_keys", "a integer primary key, b int references t references u (b) deferrable",
     (ForeignKey(None, True, ("b",), "t", ("a",)),
      ForeignKey(None, True, ("b",), "u", ("b",), deferred="DEFERRABLE INITIALLY IMMEDIATE"))),
    # What a table is.
    ("options", "a int primary key", ()),
    ("name", "a int", "t"),
]  # fmt: skip


@pytest.mark.parametrize(("attribute", "definition", "expected"), FACTS)
def test_what_a_table_says(attribute: str, definition: str, expected: object) -> None:
    """Each constraint comes with its name, its place, its columns and every clause."""
    assert getattr(table(definition), attribute) == expected


@pytest.mark.parametrize(
    ("definition", "facts"),
    [
        ("a", {"type": "", "nullable": True, "default": None, "collation": None, "conflict": None}),
        ("a Varchar (5) not null", {"type": "Varchar (5)", "nullable": False, "conflict": None}),
        ("a int not null on conflict replace unique on conflict fail", {"conflict": "REPLACE"}),
        ("a int null default 1", {"nullable": True, "default": "1", "stored_default": "1"}),
        ("a int default '1'", {"default": "'1'", "stored_default": "1"}),
        ("a text default 1", {"default": "1", "stored_default": "'1'"}),
        ("a real default 1", {"stored_default": "1.0"}),
        ("a blob default 1", {"stored_default": "1"}),
        ("a default 1.50", {"stored_default": "1.5"}),
        ("a numeric default '1'", {"stored_default": "1"}),
        ("a varchar default 1", {"stored_default": "'1'"}),
        ("a floating default 1", {"stored_default": "1.0"}),
        ("a point default '1'", {"stored_default": "1"}),
        ("a int default true", {"default": "true", "stored_default": "1"}),
        ("a int default null", {"default": "null", "stored_default": "NULL"}),
        ("a int default -1", {"default": "- 1", "stored_default": "-1"}),
        ("a int default (- 1)", {"stored_default": "-1"}),
        ("a text default x'41'", {"default": "x'41'", "stored_default": "X'41'"}),
        ("a text default hello", {"default": "'hello'", "stored_default": "'hello'"}),
        ("a text default \"it's\"", {"default": "'it''s'", "stored_default": "'it''s'"}),
        ("a text default current_date", {"default": "current_date", "stored_default": None}),
        ("a int default (1 + 2)", {"default": "1 + 2", "stored_default": "3"}),
        ("a int default (3 * 2)", {"default": "3 * 2", "stored_default": None}),
        ("a any default '1'", {"stored_default": "1"}),
        ("a int default (random())", {"default": "random()", "stored_default": None}),
        ("a text collate nocase", {"collation": "NOCASE"}),
        ("a text collate binary", {"collation": None}),
        ("a int as (1 + 1)", {"generated": Generated("1 + 1", False)}),
        ("a int generated always as (1) stored not null", {"generated": Generated("1", True), "nullable": False}),
        ("a int as (1) virtual check (a > 0)", {"generated": Generated("1", False)}),
    ],
)  # fmt: skip
def test_what_a_column_says(definition: str, facts: dict[str, object]) -> None:
    """A column comes with its type as it was written, and what stands beside it."""
    column = table(f"other int, {definition}").column("a")
    assert {name: getattr(column, name) for name in facts} == facts


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("create index i on t (a)", Index("i", None, (Part("a"),))),
        ("create unique index i on t (a, b desc)", Index("i", None, (Part("a"), Part("b", descending=True)), True)),
        ("create index i on t (b collate nocase)", Index("i", None, (Part("b", "NOCASE"),))),
        ("create index i on t (c)", Index("i", None, (Part("c"),))),
        ("create index i on t (c collate binary)", Index("i", None, (Part("c", "BINARY"),))),
        ("create index i on t (a, lower(b) collate nocase desc)",
         Index("i", None, (Part("a"), Part("lower(b)", "NOCASE", True, True)))),
        ("create index i on t (a + 1 asc, (b))", Index("i", None, (Part("a + 1", None, False, True), Part("b")))),
        ("create index i on t (a) where a > 0", Index("i", None, (Part("a"),), False, "a > 0")),
        ("create index i on t (a) where b = \"x\" and \"b\" <> 'y'",
         Index("i", None, (Part("a"),), False, "b = 'x' and b != 'y'")),
    ],
)  # fmt: skip
def test_what_an_index_says(statement: str, expected: Index) -> None:
    """An index comes with its parts in order, their directions and collations, and its WHERE."""
    assert table("a int, b text, c text collate nocase", statement).indexes == (expected,)


def test_indexes_come_in_the_order_in_which_they_were_made() -> None:
    """A stable order, so that two gradings give the same record."""
    indexes = table("a int, b int", "create index y on t (a)", "create index x on t (b)").indexes
    assert [index.name for index in indexes] == ["y", "x"]


def test_a_table_without_rowid_has_a_key_of_its_own() -> None:
    """The key is not the row number there, and the options are named in one order."""
    options = "without rowid, strict"
    columns = "a integer primary key, b any default '1', c int default '1'"
    read = built(f"create table t ({columns}) {options}")
    t = read.tables["t"]
    assert t.options == ("WITHOUT ROWID", "STRICT")
    assert t.primary_key == PrimaryKey(None, True, ("a",), parts=(Part("a"),))
    assert [column.stored_default for column in t.columns] == [None, "'1'", "1"]


@pytest.mark.parametrize(
    ("left", "right", "is_same"),
    [
        ("a || b collate nocase", "a || b", False),
        ("a = b collate binary", "a = b", False),
        ("(a || b) collate nocase", "((a || b) collate nocase)", True),
        ("abs(a) collate binary desc", "abs(a) desc", True),
        ("-a collate nocase", "-a", False),
    ],
)
def test_a_collation_in_an_index_counts_where_it_stands(
    left: str, right: str, is_same: bool
) -> None:
    """At the end of an expression it may belong to the last value alone."""
    made = "create table t (a text, b text collate nocase)"
    sides = [built(made, f"create index i on t ({text})") for text in (left, right)]
    assert (sides[0] == sides[1]) == is_same


def test_what_is_nobodys_business_is_not_read() -> None:
    """Alembic's table with its index, and SQLite's own; but what somebody hangs on it counts."""
    read = built(
        "create table alembic_version (version_num text primary key)",
        "create index i on alembic_version (version_num)",
        "create table t (a integer primary key autoincrement)",
        "create trigger r after insert on alembic_version begin select 1; end",
        "create view v as select 1",
    )
    assert list(read.tables) == ["t"]
    assert list(read.triggers) == ["r"]
    assert list(read.views) == ["v"]
    assert read.triggers["r"][0] == "alembic_version"


TRIGGER = "create trigger r {} on t {} begin update t set a = 1; end"


@pytest.mark.parametrize(
    ("words", "row", "text"),
    [
        ("after insert", "", "create trigger r after insert on t begin update t set a = 1 ; end"),
        ("after insert", "for each row", "create trigger r after insert on t begin update t set a = 1 ; end"),
        ("insert", "", "create trigger r insert on t begin update t set a = 1 ; end"),
        ("before insert", "for each row when new.a > 0",
         "create trigger r insert on t when new.a > 0 begin update t set a = 1 ; end"),
        ('after update of "a"', 'when "new".a = "x"',
         "create trigger r after update of a on t when new.a = 'x' begin update t set a = 1 ; end"),
    ],
)  # fmt: skip
def test_what_a_trigger_says(words: str, row: str, text: str) -> None:
    """A trigger comes with its table, without the words that change nothing."""
    read = built("create table t (a)", TRIGGER.format(words, row))
    assert read.triggers == {"r": ("t", text)}


@pytest.mark.parametrize(
    ("view", "text"),
    [
        ("select A as Name, \"a\" from T", "create view v as select a as Name, a from t"),
        ("select \"x\" as b from t where a <> 'A b'", "create view v as select 'x' as b from t where a != 'A b'"),
        ("select a from nowhere", "create view v as select a from nowhere"),
    ],
)  # fmt: skip
def test_what_a_view_says(view: str, text: str) -> None:
    """The names of a view's columns are kept as they are stored, for everything else no case counts."""
    assert built("create table t (a)", f"create view v as {view}").views == {"v": text}


def test_a_virtual_table_comes_with_its_module_and_without_its_shadows() -> None:
    """What a module stores for itself is nobody's business."""
    read = built("create virtual table t using fts5(a, b)", "create table t_mine (a)")
    assert list(read.tables) == ["t", "t_mine"]
    assert read.tables["t"].options == ("VIRTUAL TABLE using fts5(a, b)",)
    assert read.tables["t"].columns[:2] == (Column("a", "", True), Column("b", "", True))


def test_the_columns_of_a_virtual_table_have_the_types_of_its_module() -> None:
    """NULL is allowed in them, whatever their type."""
    read = built("create virtual table t using rtree(id, low, high)").tables["t"]
    assert read.columns == (
        Column("id", "INT", True),
        Column("low", "REAL", True),
        Column("high", "REAL", True),
    )
