"""docs/grading.md says what is compared and what is not: a case for every line of its tables."""

import re

import pytest
import sqlalchemy as sa

from stillroom.schema.tolerances import TOLERANCES
from tests.support.paths import ROOT

from .read import TRIGGER, T, kinds

DOCUMENT = ROOT / "docs" / "grading.md"


def opposite(kind: str) -> str:
    """Return the kind of a difference seen from the other side."""
    noun, _, how = kind.rpartition("-")
    return f"{noun}-{ {'missing': 'extra', 'extra': 'missing'}.get(how, how) }"


def lines(heading: str) -> list[list[str]]:
    """Return the cells of the lines of the table under *heading* in docs/grading.md."""
    section = DOCUMENT.read_text("utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+) \|$", section, re.MULTILINE)
    return [row.split(" | ") for row in rows[2:]]


TWO = "create table p (x int, y int, primary key (x, y));"
COMPOSITE = "create table t (a text, b text, c int, primary key (a, b))"


def key(options: str, target: str = "t (a)") -> str:
    """Return a table with a foreign key."""
    return f"create table u (a int); create table t (a int, b int references {target} {options})"


# Part and line in the document; the differences; two schemas.
COMPARED = [
    ("table", "name, letter case included", ["table-missing"], T, ""),
    ("table", "name, letter case included", ["table-missing", "table-extra"], T, T.replace("table t", "table T")),
    ("table", "STRICT", ["table-options"], "create table t (a int)", "create table t (a int) strict"),
    ("table", "WITHOUT ROWID", ["table-options"], COMPOSITE.replace(", primary", " not null, primary").replace("text", "text not null"), COMPOSITE.replace(", primary", " not null, primary").replace("text", "text not null") + " without rowid"),
    ("table", "the module of a virtual table, with its arguments", ["table-options"], "create virtual table d using fts5(a)", "create virtual table d using fts5(a, tokenize=porter)"),
    ("column", "name, letter case included", ["column-missing"], T, T.replace(", c int", "")),
    ("column", "name, letter case included", ["column-missing", "column-extra"], T, T.replace("c int", "C int")),
    ("column", "type, with its length", ["column-type"], T, T.replace("20", "21")),
    ("column", "type, with its length", ["column-type"], T, T.replace("(20)", "")),
    ("column", "type, with its length", ["column-type"], T, T.replace("c int", "c")),
    ("column", "NULL or NOT NULL", ["column-nullable"], T, T.replace(" not null", "")),
    ("column", "server default", ["column-default"], T, T.replace("c int", "c int default 0")),
    ("column", "server default", ["column-default"], T.replace("c int", "c text default 'A'"), T.replace("c int", "c text default 'a'")),
    ("column", "server default", ["column-default"], T.replace("c int", "c int default ''"), T),
    ("column", "server default", ["column-default"], "create table t (a any default 1) strict", "create table t (a any default '1') strict"),
    ("column", "collation", ["column-collation"], T, T.replace("not null", "collate nocase not null")),
    ("column", "collation", ["column-collation"], T + "create unique index i on t (b)", T.replace("not null", "collate nocase not null") + "create unique index i on t (b)"),
    ("column", "computed value, STORED or VIRTUAL", ["column-generated"], T, T.replace("c int", "c int as (a)")),
    ("column", "computed value, STORED or VIRTUAL", ["column-generated"], T.replace("c int", "c int as (a) stored"), T.replace("c int", "c int as (a)")),
    ("column", "computed value, STORED or VIRTUAL", ["column-generated"], T.replace("c int", "c int as (a + 1)"), T.replace("c int", "c int as (a)")),
    ("column", "ON CONFLICT of NOT NULL", ["column-conflict"], T, T.replace("not null", "not null on conflict ignore")),
    ("primary key", "columns and their order", ["primary-key"], COMPOSITE, COMPOSITE.replace("(a, b)", "(b, a)")),
    ("primary key", "columns and their order", ["primary-key"], COMPOSITE, COMPOSITE.replace("(a, b)", "(a)")),
    ("primary key", "AUTOINCREMENT", ["primary-key-autoincrement"], T, T.replace("key", "key autoincrement")),
    ("primary key", "SQLite's row number or not, collation, direction, ON CONFLICT", ["primary-key-kind"], "create table t (a integer not null primary key)", "create table t (a integer not null primary key desc)"),
    ("primary key", "SQLite's row number or not, collation, direction, ON CONFLICT", ["primary-key-kind"], COMPOSITE, COMPOSITE.replace("(a,", "(a collate nocase,")),
    ("primary key", "SQLite's row number or not, collation, direction, ON CONFLICT", ["primary-key-kind"], COMPOSITE, COMPOSITE.replace("b)", "b desc)")),
    ("primary key", "SQLite's row number or not, collation, direction, ON CONFLICT", ["primary-key-kind"], COMPOSITE, COMPOSITE.replace("b)", "b) on conflict fail")),
    ("unique constraint", "columns and their order, collation, ON CONFLICT", ["unique-missing"], T.replace("c int", "c int unique"), T),
    ("unique constraint", "columns and their order, collation, ON CONFLICT", ["unique-extra"], T, T.replace("primary key", "primary key unique")),
    ("unique constraint", "columns and their order, collation, ON CONFLICT", ["unique-differs"], T.replace("c int", "c int, unique (b, c)"), T.replace("c int", "c int, unique (c, b)")),
    ("unique constraint", "columns and their order, collation, ON CONFLICT", ["unique-differs"], T.replace("c int", "c int, unique (b)"), T.replace("c int", "c int, unique (b collate nocase)")),
    ("unique constraint", "columns and their order, collation, ON CONFLICT", ["unique-differs"], T.replace("c int", "c int unique"), T.replace("c int", "c int unique on conflict fail")),
    ("unique constraint", "columns and their order, collation, ON CONFLICT", ["unique-differs"], T.replace("c int", "c int unique"), T.replace("c int", "c int unique, unique (c) on conflict fail")),
    ("index", "columns or expressions, direction, collation, unique or not, the WHERE clause", ["index-missing"], T + "create index i on t (c)", T),
    ("index", "columns or expressions, direction, collation, unique or not, the WHERE clause", ["index-extra"], T, T + "create unique index i on t (lower(b))"),
    ("index", "columns or expressions, direction, collation, unique or not, the WHERE clause", ["index-missing", "index-extra"], T + "create index i on t (lower(b))", T + "create index i on t (upper(b))"),
    ("index", "columns or expressions, direction, collation, unique or not, the WHERE clause", ["index-differs"], T + "create index i on t (b, c)", T + "create index i on t (c, b)"),
    ("index", "columns or expressions, direction, collation, unique or not, the WHERE clause", ["index-differs"], T + "create index i on t (c)", T + "create index i on t (c desc)"),
    ("index", "columns or expressions, direction, collation, unique or not, the WHERE clause", ["index-differs"], T + "create index i on t (b)", T + "create index i on t (b collate nocase)"),
    ("index", "columns or expressions, direction, collation, unique or not, the WHERE clause", ["index-differs"], T + "create index i on t (c) where c > 0", T + "create index i on t (c) where c > 1"),
    ("index", "columns or expressions, direction, collation, unique or not, the WHERE clause", ["index-differs"], T + "create index i on t (c) where c > 0", T + "create unique index i on t (c) where c > 0"),
    ("foreign key", "columns, target table and columns, ON DELETE, ON UPDATE, DEFERRABLE", ["foreign-key-extra"], T, T.replace("c int", "c int references t")),
    ("foreign key", "columns, target table and columns, ON DELETE, ON UPDATE, DEFERRABLE", ["foreign-key-missing"], T.replace("c int", "c int references t"), T),
    ("foreign key", "columns, target table and columns, ON DELETE, ON UPDATE, DEFERRABLE", ["foreign-key-differs"], key(""), key("", "u (a)")),
    ("foreign key", "columns, target table and columns, ON DELETE, ON UPDATE, DEFERRABLE", ["foreign-key-differs"], key(""), key("", "t (b)")),
    ("foreign key", "columns, target table and columns, ON DELETE, ON UPDATE, DEFERRABLE", ["foreign-key-differs"], key("on delete cascade"), key("on delete restrict")),
    ("foreign key", "columns, target table and columns, ON DELETE, ON UPDATE, DEFERRABLE", ["foreign-key-differs"], key(""), key("on update set default")),
    ("foreign key", "columns, target table and columns, ON DELETE, ON UPDATE, DEFERRABLE", ["foreign-key-differs"], key("not null"), key("not null deferrable initially deferred")),
    ("check constraint", "expression, named or not", ["check-extra"], T, T.replace("c int", "c int check (c > 0)")),
    ("check constraint", "expression, named or not", ["check-missing"], T.replace("c int", "c int, check (b > 'a'), check (c > 0)"), T.replace("c int", "c int, check (c > 0)")),
    ("check constraint", "expression, named or not", ["check-differs"], T.replace("c int", "c int, constraint k check (b = 'A')"), T.replace("c int", "c int, constraint k check (b = 'a')")),
    ("check constraint", "expression, named or not", ["check-differs"], T.replace("c int", "c int, check (b = \"New\")"), T.replace("c int", "c int, check (b = \"new\")")),
    ("check constraint", "expression, named or not", ["check-differs"], 'create table t ("null" int, check ("null" = 1))', 'create table t ("null" int, check (null = 1))'),
    ("view", "name, SQL text, names of its columns", ["view-extra"], T, T + "create view v as select 1"),
    ("view", "name, SQL text, names of its columns", ["view-missing", "view-extra"], "create view v as select 1", "create view V as select 1"),
    ("view", "name, SQL text, names of its columns", ["view-differs"], "create view v as select 'a'", "create view v as select 'A'"),
    ("view", "name, SQL text, names of its columns", ["view-differs"], T + "create view v as select c as total from t", T + "create view v as select c as Total from t"),
    ("view", "name, SQL text, names of its columns", ["view-differs"], T + 'create view v as select c from t where b = "New"', T + 'create view v as select c from t where b = "new"'),
    ("trigger", "name, table, SQL text", ["trigger-extra"], T, T + TRIGGER),
    ("trigger", "name, table, SQL text", ["trigger-missing", "trigger-extra"], T + TRIGGER, T + TRIGGER.replace("trigger r", "trigger R")),
    ("trigger", "name, table, SQL text", ["trigger-differs"], T + TRIGGER, T + TRIGGER.replace("'a'", "'A'")),
    ("trigger", "name, table, SQL text", ["trigger-differs"], T + TRIGGER, T + TRIGGER.replace("after", "before")),
    ("trigger", "name, table, SQL text", ["trigger-differs"], T + "create table u (a);" + TRIGGER, T + "create table u (a);" + TRIGGER.replace("on t", "on u")),
]  # fmt: skip


@pytest.mark.parametrize(("part", "line", "expected", "first", "second"), COMPARED)
def test_each_difference_is_seen_from_both_sides(
    part: str, line: str, expected: list[str], first: str, second: str
) -> None:
    """A difference in what is compared is reported as it is documented, and so is its opposite."""
    assert (part, line) in [(row[0], row[1]) for row in lines("What is compared")]
    assert kinds(first, second) == expected
    assert sorted(kinds(second, first)) == sorted(map(opposite, expected))


def test_each_line_of_what_is_compared_has_its_cases() -> None:
    """The document lists nothing untested, and every finding that a line can give is shown by a case."""
    documented = {
        (row[0], row[1]): set(re.findall(r"[a-z-]+", row[2])) for row in lines("What is compared")
    }
    shown: dict[tuple[str, str], set[str]] = {}
    for part, line, expected, *_ in COMPARED:
        both = set(expected) | set(map(opposite, expected))
        shown.setdefault((part, line), set()).update(both)
    assert shown == documented


P = "create table p (id integer primary key);"
COMMENTED, PLAIN = sa.MetaData(), sa.MetaData()
sa.Table(
    "t",
    COMMENTED,
    sa.Column("id", sa.Integer, sa.Identity(start=5), primary_key=True, comment="a number"),
    comment="a table",
)
sa.Table("t", PLAIN, sa.Column("id", sa.Integer, primary_key=True))

# Heading and line in the document; two schemas without any difference, whatever an exercise asks for.
EQUAL: list[tuple[str, str, str | sa.MetaData, str | sa.MetaData]] = [
    ("Spellings of the same schema", "letter case of key words, and of names where they are used", "create table t (a int, check (a > 0 and a in (1)))", "CREATE TABLE t (a int, CHECK (A > 0 AND A IN (1)))"),
    ("Spellings of the same schema", "letter case of key words, and of names where they are used", T + "create view v as select B from T", T + "CREATE VIEW v AS SELECT b FROM t"),
    ("Spellings of the same schema", "letter case of key words, and of names where they are used", P + "create table u (a int references P(ID), unique (A))", P + "create table u (a int references p(id), unique (a))"),
    ("Spellings of the same schema", "blanks, line breaks and comments", "create table t (a int, check (a > 0))", "create table t ( -- UNIQUE (a),\n\ta int,check(a>0 /* ) */ ))"),
    ("Spellings of the same schema", "the quotes around a name", "create table t (a int unique, check (a > 0))", "create table [t] (`a` int unique, check (\"A\" > 0))"),
    ("Spellings of the same schema", "a text in double quotes, where nothing has that name", "create table t (a text default 'x', check (a in ('new', 'Old')))", 'create table t (a text default "x", check (a in ("new", \'Old\')))'),
    ("Spellings of the same schema", "a text in double quotes, where nothing has that name", T + "create view v as select c from t where b = 'X y'", T + 'create view v as select c from t where "b" = "X y"'),
    ("Spellings of the same schema", "parentheses around a whole expression", "create table t (a int default (-1), b int as ((a)), check ((a > 0)))", "create table t (a int default -1, b int as (a), check (a > 0))"),
    ("Spellings of the same schema", "two signs for one operator", "create table t (a int, check (a <> 0 or a == 1))", "create table t (a int, check (a != 0 or a = 1))"),
    ("Spellings of the same schema", "words for what is so without them", "create table t (a int null not null on conflict abort, b int generated always as (a) virtual, unique (a) on conflict abort)", "create table t (a int not null, b int as (a), unique (a))"),
    ("Spellings of the same schema", "words for what is so without them", key("on delete no action on update no action not deferrable initially deferred"), key("")),
    ("Spellings of the same schema", "words for what is so without them", key("deferrable"), key("deferrable initially immediate")),
    ("Spellings of the same schema", "words for what is so without them", T + "create index i on t (b asc, c collate binary)", T + "create index i on t (b, c)"),
    ("Spellings of the same schema", "words for what is so without them", T + TRIGGER.replace("begin", "for each row begin").replace("after", "before"), T + TRIGGER.replace("after", "")),
    ("Spellings of the same schema", "a foreign key to a primary key that is not named", P + "create table u (a int references p)", P + "create table u (a int references p (id))"),
    ("Spellings of the same schema", "a foreign key to a primary key that is not named", TWO + "create table u (a int, b int, foreign key (a, b) references p)", TWO + "create table u (a int, b int, foreign key (a, b) references p (x, y))"),
    ("Spellings of the same schema", "how the table was made", "create table t (a TEXT, b INT)", "create table u (a text, b int); create table t as select * from u; drop table u"),
    ("Spellings of the same schema", "how the table was made", "create table t (a int, c int default 1 check (c > 0))", "create table if not exists main.u (a int, x int); alter table u add column c int default 1 check (c > 0); alter table u drop column x; alter table u rename to t"),
    ("What is not compared", "the table `alembic_version`, with its indexes", T, T + "create table alembic_version (version_num varchar(32) unique, more int); create index i on alembic_version (more)"),
    ("What is not compared", "the tables `sqlite_...`, and the tables that a virtual table keeps its data in", T, T + "create index i on t (c); analyze; drop index i"),
    ("What is not compared", "the tables `sqlite_...`, and the tables that a virtual table keeps its data in", T, "create table u (a integer primary key autoincrement); drop table u;" + T),
    ("What is not compared", "temporary tables, views and triggers", T, T + "create temporary table u (a); create temporary view v as select 1; create temporary trigger r after insert on t begin select 1; end"),
    ("What is not compared", "rows, and settings such as `user_version`", T, T + "insert into t values (1, 'x', 2); pragma user_version = 7"),
    ("What is not compared", "MATCH and ON INSERT of a foreign key, ON CONFLICT of a check", key("on delete cascade"), key("match full on insert cascade on delete cascade")),
    ("What is not compared", "MATCH and ON INSERT of a foreign key, ON CONFLICT of a check", "create table t (a int, check (a > 0), unique (a))", "create table t (a int, check (a > 0) on conflict fail, unique (a))"),
    ("What is not compared", "a second UNIQUE over the same columns, or over those of a primary key with an index", "create table t (a text primary key, b int, unique (b))", "create table t (a text primary key, b int, unique (b), unique (b), unique (a))"),
    ("What is not compared", "comments and `Identity()` of SQLAlchemy", COMMENTED, PLAIN),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "line", "first", "second"), EQUAL)
def test_what_does_not_count_is_no_difference(
    heading: str, line: str, first: str | sa.MetaData, second: str | sa.MetaData
) -> None:
    """What the document calls the same is equal, though every tolerance is switched off."""
    assert line in [row[0] for row in lines(heading)]
    assert kinds(first, second, *TOLERANCES) == []


# Line in the document; two schemas that differ, though they look or work alike.
DIFFERENT = [
    ("another type of a similar meaning", "create table t (a int)", "create table t (a integer)"),
    ("another type of a similar meaning", "create table t (a nvarchar(20))", "create table t (a varchar(20))"),
    ("another expression of the same meaning", "create table t (a int, check (a > 0))", "create table t (a int, check (0 < a))"),
    ("parentheses inside an expression", "create table t (a int, b int, check ((a > 0) and b))", "create table t (a int, b int, check (a > 0 and b))"),
    ("another spelling of a number in an expression", "create table t (a int, check (a > 1))", "create table t (a int, check (a > 1.0))"),
    ("another way to say now", "create table t (a text default current_timestamp)", "create table t (a text default (datetime('now')))"),
    ("another way to say now", "create table t (a text default current_timestamp)", "create table t (a text default now)"),
    ("the order of the columns of a foreign key", TWO + "create table t (a int, b int, foreign key (a, b) references p (x, y))", TWO + "create table t (a int, b int, foreign key (b, a) references p (y, x))"),
    ("DEFERRABLE that defers nothing", key("deferrable initially immediate"), key("")),
    ("an index beside a unique constraint of the same columns", "create table t (a int unique)", "create table t (a int unique); create unique index i on t (a)"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "first", "second"), DIFFERENT)
def test_what_is_alike_but_different_is_a_difference(line: str, first: str, second: str) -> None:
    """The document says so, that nobody has to find out."""
    assert line in [row[0] for row in lines("Alike, but different")]
    assert kinds(first, second) != []
    assert kinds(second, first) != []


@pytest.mark.parametrize(
    ("heading", "tested"),
    [
        (
            "Spellings of the same schema",
            {line for heading, line, *_ in EQUAL if heading[0] == "S"},
        ),
        ("What is not compared", {line for heading, line, *_ in EQUAL if heading[0] == "W"}),
        ("Alike, but different", {line for line, *_ in DIFFERENT}),
    ],
)
def test_each_line_of_the_other_tables_has_its_cases(heading: str, tested: set[str]) -> None:
    """The document lists nothing untested."""
    assert {row[0] for row in lines(heading)} == tested


TOLERATED = [
    ("column-order", "create table t (a int, b int)", "create table t (b int, a int)"),
    ("names", "create table t (a int constraint x unique)", "create table t (a int constraint y unique)"),
    ("names", "create table t (a int, check (a > 0))", "create table t (a int, constraint c check (a > 0))"),
    ("names", "create table t (a int, constraint x primary key (a))", "create table t (a int, primary key (a))"),
    ("names", T + "create index i on t (c)", T + "create index j on t (c)"),
    ("type-spelling", "create table t (a VARCHAR(50))", "create table t (a varchar ( 50 ))"),
    ("type-spelling", "create table t (a NUMERIC(10, 2))", "create table t (a NUMERIC(10,2))"),
    ("type-spelling", "create table t (a VARCHAR(50))", "create table t (a varchar -- a name\n(50))"),
    ("key-null", "create table t (a integer primary key)", "create table t (a integer not null primary key)"),
    ("default-null", "create table t (a int default null)", "create table t (a int)"),
    ("default-spelling", "create table t (a int default 1)", "create table t (a int default '1')"),
    ("default-spelling", "create table t (a int default 16)", "create table t (a int default 0x10)"),
    ("default-spelling", "create table t (a bool default true)", "create table t (a bool default 1)"),
    ("unique-index", "create table t (a int unique)", "create table t (a int); create unique index i on t (a)"),
    ("placement", "create table t (a int unique)", "create table t (a int, unique (a))"),
    ("placement", "create table t (a int primary key)", "create table t (a int, primary key (a))"),
    ("placement", "create table t (a int check (a > 0))", "create table t (a int, check (a > 0))"),
    ("placement", P + "create table t (a int references p)", P + "create table t (a int, foreign key (a) references p)"),
    ("said-twice", P + "create table t (a int references p)", P + "create table t (a int references p references p)"),
    ("said-twice", "create table t (a int check (a > 0))", "create table t (a int check (a > 0) check (a>0))"),
]  # fmt: skip


@pytest.mark.parametrize(("tolerance", "first", "second"), TOLERATED)
def test_each_tolerance_is_a_switch(tolerance: str, first: str, second: str) -> None:
    """Equal with the tolerance, different without this one alone, and still equal without the others."""
    switches = set(TOLERANCES) - {tolerance}
    assert kinds(first, second) == []
    assert kinds(first, second, tolerance) != []
    assert kinds(first, second, *switches - {"placement", "names"}) == []


def test_every_tolerance_is_documented_and_tested() -> None:
    """Three lists are one: the document, the comparison and the cases above."""
    documented = [row[0].strip("`") for row in lines("Tolerances")]
    assert documented == list(TOLERANCES)
    assert {case[0] for case in TOLERATED} == set(TOLERANCES)
