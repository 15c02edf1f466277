"""Drafts at random: every kind of column, key, constraint and index, and names that are unusual."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import sqlalchemy as sa

from .drafts import INTEGER, Column, Draft, ForeignKey, Index, Part, Sql, Table, Unique

# Every type by its SQL words, with the SQLAlchemy types that are spelled so.
TYPES: dict[Sql, tuple[Any, ...]] = {
    ("INTEGER",): (sa.Integer(), sa.INTEGER()),
    ("BIGINT",): (sa.BigInteger(), sa.BIGINT()),
    ("BOOLEAN",): (sa.Boolean(), sa.BOOLEAN()),
    ("NUMERIC", "(", "10", ",", "2", ")"): (sa.Numeric(10, 2), sa.NUMERIC(10, 2)),
    ("NUMERIC", "(", "12", ",", "2", ")"): (sa.Numeric(12, 2), sa.NUMERIC(12, 2)),
    ("DATETIME",): (sa.DateTime(), sa.DateTime(timezone=True)),
    ("DATE",): (sa.Date(), sa.DATE()),
    ("REAL",): (sa.REAL(),),
    ("FLOAT",): (sa.Float(), sa.FLOAT()),
    ("BLOB",): (sa.LargeBinary(), sa.BLOB()),
    ("JSON",): (sa.JSON(),),
    ("VARCHAR",): (sa.String(), sa.Unicode(), sa.VARCHAR()),
    ("VARCHAR", "(", "50", ")"): (sa.String(50), sa.Unicode(50), sa.VARCHAR(50)),
    ("VARCHAR", "(", "5", ")"): (sa.String(5), sa.Enum("a", "bbbbb"), sa.Unicode(5)),
    ("NVARCHAR", "(", "50", ")"): (sa.NVARCHAR(50),),
    ("CHAR", "(", "50", ")"): (sa.CHAR(50),),
    ("TEXT",): (sa.Text(), sa.UnicodeText(), sa.TEXT()),
}
STRICT_TYPES: list[Sql] = [("INTEGER",), ("REAL",), ("TEXT",), ("BLOB",)]

# Server defaults: each row is spellings of one default, of which SQLAlchemy and Alembic take the
# first without a change; no two rows mean the same.
_ANY = (("CURRENT_TIMESTAMP", "(current_timestamp)"), ("(abs(-7))", "( ABS ( -7 ) )"))
_NUMBERS = (("0", "'0'", "FALSE", "(0)", "+0"), ("1", "'1'", "(TRUE)"), ("-5", "(-5)", "'-5'"))
_BLOBS = (("x'0A'", "X'0a'", "(x'0a')"), ("'0'", '"0"'), ("0",))
_TEXTS = (
    ("'a B'", '"a B"', "('a B')"),
    ("'A b'",),
    ("'it''s'", '"it\'s"'),
    ("''", '""'),
    ("'0'", "0"),
    ("'active'", "active", '"active"', "[active]"),
)


def defaults(type_: Sql) -> list[Sql]:
    """Return the defaults that a column of *type_* can have, each with all its spellings."""
    own = _TEXTS if is_text(type_) else _BLOBS if type_ == ("BLOB",) else _NUMBERS
    return list(_ANY + own)


def is_text(type_: Sql) -> bool:
    """Tell whether a column of *type_* holds text, and so can have a collation."""
    return "CHAR" in type_[0] or type_[0] == "TEXT"


# Keywords, blanks, quotes, and letters that differ for SQLite though case folding calls them equal.
TABLE_NAMES = ["users", "Order Items", "group", "Größe", "GRÖSSE", "t"]
COLUMN_NAMES = [
    "id",
    "name",
    "Price",
    "order",
    "E Mail",
    "Maß",
    "Mass",
    "É",
    "é",
    "null",
    'q"q',
    "x2",
]
ACTIONS = [None, "CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT"]
COLLATIONS = ["NOCASE", "RTRIM"]


def conditions(column: str, second_column: str) -> list[Sql]:
    """Return conditions over two columns, no two of them the same."""
    first, second = f"@{column}", f"@{second_column}"
    return [
        (first, ">", "0"),
        (first, ">", "1"),
        (first, ">=", "0"),
        (first, "<>", "'x Y'"),
        (first, "<>", "'X y'"),
        (first, "IS", "NOT", "NULL"),
        (first, "=", "'it''s'", "OR", second, "BETWEEN", "1.5", "AND", "9"),
        (first, "=", "'it''s'", "AND", second, "BETWEEN", "1.5", "AND", "9"),
        (first, "IN", "(", "'a'", ",", "'B c'", ")"),
        ("length", "(", first, ")", "<=", "10"),
        ("NOT", "(", first, "IS", "NULL", "AND", second, "=", "x'0A'", ")"),
    ]


def expressions(column: str) -> list[Sql]:
    """Return values computed from a column, no two of them the same."""
    value = f"@{column}"
    return [
        ("lower", "(", value, ")"),
        ("upper", "(", value, ")"),
        (value, "*", "2"),
        ("2", "*", value),
        ("coalesce", "(", value, ",", "-", "1", ")"),
        ("substr", "(", value, ",", "1", ")", "||", "'-'"),
    ]


def draft(random: Random) -> Draft:
    """Return a schema at random."""
    tables: list[Table] = []
    for name in random.sample(TABLE_NAMES, random.randint(1, 3)):
        tables.append(_table(random, name, tables))
    columns = [(table.name, column.name) for table in tables for column in table.columns]
    views = [
        view(random, f"v{number}", *random.choice(columns))
        for number in range(random.randint(0, 1))
    ]
    triggers = [
        trigger(random, f"r{number}", *random.choice(columns))
        for number in range(random.randint(0, 1))
    ]
    return Draft(tuple(tables), tuple(views), tuple(triggers))


def view(random: Random, name: str, table: str, column: str) -> Sql:
    """Return a view of one column."""
    head: Sql = ("VIEW", f"#{name}", "AS", "SELECT", f"@{column}")
    alias = random.choice([(), ("AS", "#Total"), (",", "count", "(", "*", ")", "AS", "#Row count")])
    return (*head, *alias, "FROM", f"@{table}", "WHERE", *random.choice(conditions(column, column)))


def trigger(random: Random, name: str, table: str, column: str) -> Sql:
    """Return a trigger on one table; ``?`` words may be left out."""
    event = random.choice([("?BEFORE", "INSERT"), ("AFTER", "UPDATE"), ("AFTER", "DELETE")])
    head: Sql = ("TRIGGER", f"#{name}", *event, "ON", f"@{table}", "?FOR EACH ROW")
    action = ("DELETE", "FROM", f"@{table}", "WHERE", *random.choice(conditions(column, column)))
    return (*head, "BEGIN", *action, ";", "END")


def _table(random: Random, name: str, older_tables: Sequence[Table]) -> Table:
    strict = random.random() < 0.15
    names = random.sample(COLUMN_NAMES, random.randint(2, 6))
    columns = tuple(column(random, column_name, strict) for column_name in names)
    table = _with_key(random, Table(name, columns, strict=strict))
    free = [column for column in table.columns if column.name not in table.key]
    if len(free) > 1 and random.random() < 0.3:
        table = table.with_column(computed(random, free[0], free[1:]))
    return replace(
        table,
        uniques=_uniques(random, table),
        indexes=tuple(index(random, table) for _ in range(random.randint(0, 2))),
        foreign_keys=_foreign_keys(random, table, older_tables),
        checks=tuple(
            random.sample(conditions(random.choice(names), names[0]), random.randint(0, 2))
        ),
    )


def column(random: Random, name: str, strict: bool = False) -> Column:
    """Return a column of that name."""
    type_ = random.choice(STRICT_TYPES if strict else list(TYPES))
    return Column(
        name,
        type_,
        nullable=random.random() < 0.5,
        default=random.choice(defaults(type_)) if random.random() < 0.4 else None,
        collation=random.choice(COLLATIONS) if is_text(type_) and random.random() < 0.2 else None,
    )


def computed(random: Random, column: Column, sources: Sequence[Column]) -> Column:
    """Return *column* computed from one of *sources*."""
    value = random.choice(expressions(random.choice(sources).name))
    return replace(column, default=None, computed=value, stored=random.random() < 0.5)


def _with_key(random: Random, table: Table) -> Table:
    kind = random.choice(["rowid", "rowid", "autoincrement", "column", "several", "none"])
    if kind == "none":
        return table
    names = [column.name for column in table.columns]
    key = tuple(random.sample(names, 2 if kind == "several" else 1))
    for name in key:
        table = table.with_column(replace(table.column(name), nullable=False, default=None))
    if kind in ("rowid", "autoincrement"):
        table = table.with_column(Column(key[0], INTEGER, nullable=False))
    elif kind == "column":
        table = table.with_column(Column(key[0], ("TEXT",), nullable=False))
    without_rowid = kind != "autoincrement" and random.random() < 0.15
    return replace(
        table, key=key, autoincrement=kind == "autoincrement", without_rowid=without_rowid
    )


def _uniques(random: Random, table: Table) -> tuple[Unique, ...]:
    """Unique constraints, but none over the primary key: SQLite keeps one index for both."""
    uniques: dict[tuple[str, ...], Unique] = {}
    names = [column.name for column in table.columns]
    for _ in range(random.randint(0, 2)):
        columns = tuple(random.sample(names, random.randint(1, 2)))
        if columns != table.key:
            uniques[columns] = Unique(columns, random.choice([None, None, "REPLACE", "IGNORE"]))
    return tuple(uniques.values())


def index(random: Random, table: Table) -> Index:
    """Return an index on *table* that is no plain unique one."""
    names = random.sample([column.name for column in table.columns], random.randint(1, 2))
    parts = [
        Part(
            random.choice(expressions(name)) if random.random() < 0.2 else (f"@{name}",),
            random.choice(COLLATIONS) if random.random() < 0.15 else None,
            random.random() < 0.25,
        )
        for name in names
    ]
    where = random.choice(conditions(names[0], names[-1])) if random.random() < 0.3 else None
    return Index(tuple(parts), unique=bool(where) and random.random() < 0.3, where=where)


def _foreign_keys(
    random: Random, table: Table, older_tables: Sequence[Table]
) -> tuple[ForeignKey, ...]:
    keys: list[ForeignKey] = []
    # SQLAlchemy gives no AUTOINCREMENT to a key that refers to another table.
    names = [
        column.name
        for column in table.columns
        if not (table.autoincrement and column.name in table.key)
    ]
    for _ in range(random.randint(0, 2)):
        target = random.choice([table, *older_tables])
        targets = target.key or (target.columns[0].name,)
        if len(targets) <= len(names):
            columns = tuple(random.sample(names, len(targets)))
            key = ForeignKey(
                columns,
                target.name,
                targets,
                random.choice(ACTIONS),
                random.choice(ACTIONS),
                random.random() < 0.15,
            )
            if columns not in [known.columns for known in keys]:
                keys.append(key)
    return tuple(keys)
