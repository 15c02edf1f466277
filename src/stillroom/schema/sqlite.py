"""Reads the schema of a SQLite database: PRAGMAs for what they tell, the stored DDL for the rest.

SQLAlchemy's inspector is not used: it loses actions of inline foreign keys, inline unique
constraints, directions, collations and expression indexes.
PRAGMAs: https://www.sqlite.org/pragma.html.
"""

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace

from stillroom.schema.ddl import IndexExtras, TableExtras, parse_index, parse_table
from stillroom.schema.model import (
    Column,
    ForeignKey,
    Index,
    Part,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)
from stillroom.schema.tokens import Token, canonical, tokenize, without_parentheses

VERSION_TABLE = "alembic_version"
MOST_OBJECTS = 300
"""A database with more tables, views, triggers and indexes than this is not read."""

_GENERATED = (2, 3)  # the values of `hidden` in table_xinfo for virtual and stored columns
_EXPRESSION = -2  # the column number of an expression in index_xinfo


class UnreadableSchema(Exception):
    """The database has more objects than any exercise asks for, or is damaged."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """One row of sqlite_schema."""

    type: str
    name: str
    table: str
    sql: str | None


def read_schema(connection: sqlite3.Connection) -> Schema:
    """Return the schema that *connection* sees.

    Raises UnreadableSchema for a damaged database or one with too many objects.
    """
    try:
        stored = [_Stored(*row) for row in _stored(connection)]
        if len(stored) > MOST_OBJECTS:
            raise UnreadableSchema(
                f"it has more than {MOST_OBJECTS} tables, indexes, views and triggers"
            )
        ours = [one for one in stored if not _is_internal(one)]
        tables = {
            one.name: _table(connection, one, [other for other in ours if other.table == one.name])
            for one in ours
            if one.type == "table"
        }
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise UnreadableSchema(str(error)) from error
    return Schema(
        tables=_resolve(tables),
        views={one.name: _sql(one) for one in ours if one.type == "view"},
        triggers={one.name: (one.table, _sql(one)) for one in ours if one.type == "trigger"},
    )


def _stored(connection: sqlite3.Connection) -> list[tuple[str, str, str, str | None]]:
    query = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid LIMIT ?"
    return connection.execute(query, (MOST_OBJECTS + 1,)).fetchall()


def _is_internal(one: _Stored) -> bool:
    """Alembic's own table and SQLite's own objects are nobody's business."""
    return one.name.startswith("sqlite_") or (
        one.table == VERSION_TABLE and one.type in ("table", "index")
    )


def _sql(one: _Stored) -> str:
    return canonical(tokenize(one.sql or ""))


def _table(connection: sqlite3.Connection, stored: _Stored, beside: list[_Stored]) -> Table:
    kind, without_rowid, strict = connection.execute(
        'SELECT type, wr, strict FROM pragma_table_list(?) WHERE schema = "main"', (stored.name,)
    ).fetchone()
    rows = connection.execute(
        "SELECT name, type, [notnull], dflt_value, pk, hidden FROM pragma_table_xinfo(?)",
        (stored.name,),
    ).fetchall()
    if kind == "virtual":
        using = canonical(tokenize((stored.sql or "").partition("(")[0])).split()[-1]
        columns = tuple(Column(row[0], row[1], not row[2]) for row in rows)
        return Table(stored.name, columns, options=(f"VIRTUAL TABLE USING {using}",))
    extras = parse_table(stored.sql or "")
    names = [row[0] for row in rows]
    indexes = _indexes(connection, stored.name, {one.name: one.sql for one in beside})
    options = (["WITHOUT ROWID"] if without_rowid else []) + (["STRICT"] if strict else [])
    return Table(
        name=stored.name,
        columns=tuple(_column(row, extras) for row in rows),
        primary_key=_primary_key(rows, extras, has_index=bool(indexes["pk"] or without_rowid)),
        uniques=tuple(_unique(index, extras) for index in indexes["u"]),
        indexes=tuple(indexes["c"]),
        foreign_keys=tuple(
            replace(key, columns=_actual(key.columns, names)) for key in extras.foreign_keys
        ),
        checks=tuple(extras.checks),
        options=tuple(options),
    )


_Row = tuple[str, str, int, str | None, int, int]


def _column(row: _Row, extras: TableExtras) -> Column:
    name, type_, not_null, default, _, hidden = row
    beside = extras.columns.get(name.casefold())
    collation = beside.collation if beside and beside.collation != "BINARY" else None
    return Column(
        name=name,
        type=type_,
        nullable=not not_null,
        default=None if default is None else canonical(tokenize(default)),
        stored_default=None if default is None else stored_default(default, type_),
        collation=collation,
        generated=beside.generated if beside and hidden in _GENERATED else None,
        conflict=beside.conflict if beside else None,
    )


def _primary_key(rows: Iterable[_Row], extras: TableExtras, has_index: bool) -> PrimaryKey | None:
    members = sorted((row[4], row[0]) for row in rows if row[4])
    if not members:
        return None
    written = extras.primary_key or PrimaryKey()
    # Only an INTEGER PRIMARY KEY is the rowid itself and needs no index of its own.
    return replace(written, columns=tuple(name for _, name in members), rowid=not has_index)


def _indexes(
    connection: sqlite3.Connection, table: str, sql: dict[str, str | None]
) -> dict[str, list[Index]]:
    """The indexes of *table* by origin: c(reated), u(nique constraint), pk."""
    found: dict[str, list[Index]] = {"c": [], "u": [], "pk": []}
    rows = connection.execute(
        "SELECT name, [unique], origin FROM pragma_index_list(?) ORDER BY seq DESC", (table,)
    ).fetchall()
    for name, unique, origin in rows:
        statement = sql.get(name)
        extras = parse_index(statement) if statement else IndexExtras([], None)
        members = connection.execute(
            "SELECT seqno, cid, name, [desc], coll FROM pragma_index_xinfo(?) WHERE key ORDER BY seqno",
            (name,),
        ).fetchall()
        parts = tuple(
            Part(
                extras.parts[at] if column == _EXPRESSION else part,
                coll.upper(),
                bool(desc),
                column == _EXPRESSION,
            )
            for at, column, part, desc, coll in members
        )
        found[origin].append(Index(name, None, parts, bool(unique), extras.where))
    return found


def _unique(index: Index, extras: TableExtras) -> Unique:
    """A unique constraint: its columns from its index, its name and place from the statement."""
    columns = tuple(part.name.casefold() for part in index.parts)
    for names, written in extras.uniques:
        if tuple(name.casefold() for name in names) == columns:
            return replace(written, parts=index.parts)
    return Unique(parts=index.parts)


def _resolve(tables: dict[str, Table]) -> dict[str, Table]:
    """Give foreign keys the stored names of what they refer to, and the columns they imply."""
    return {
        name: replace(table, foreign_keys=tuple(_target(key, tables) for key in table.foreign_keys))
        for name, table in tables.items()
    }


def _target(key: ForeignKey, tables: dict[str, Table]) -> ForeignKey:
    (name,) = _actual((key.table,), tables)
    target = tables.get(name)
    if target is None:
        return key
    implied = target.primary_key.columns if target.primary_key else ()
    return replace(
        key,
        table=name,
        targets=_actual(key.targets, target.column_names) if key.targets else implied,
    )


def _actual(written: Iterable[str], stored: Iterable[str]) -> tuple[str, ...]:
    """Names as they are stored, for names written in any letter case."""
    known = {name.casefold(): name for name in stored}
    return tuple(known.get(name.casefold(), name) for name in written)


def stored_default(default: str, type_: str) -> str | None:
    """Return what a literal default really puts into a column of *type_*, as an SQL literal.

    Returns None for a default that is computed when a row is inserted.
    """
    tokens = without_parentheses(tokenize(default))
    if not tokens or not all(_is_literal(token) for token in tokens):
        return None
    literal = " ".join(_literal(token, alone=len(tokens) == 1) for token in tokens)
    with closing(sqlite3.connect(":memory:")) as scratch:
        try:
            scratch.execute(f"CREATE TABLE t (n, c {_affinity(type_)} DEFAULT ({literal}))")
            scratch.execute("INSERT INTO t (n) VALUES (1)")
            (value,) = scratch.execute("SELECT quote(c) FROM t").fetchone()
        except sqlite3.Error:
            return None
    return str(value)


def _is_literal(token: Token) -> bool:
    return (
        token.kind in ("string", "number", "blob")
        or token.is_word("NULL", "TRUE", "FALSE")
        or token.raw[:1] == '"'
        or (token.kind == "mark" and token.text in "+-()")
    )


def _literal(token: Token, alone: bool) -> str:
    # SQLite takes a name in double quotes for a string where no column can stand.
    if token.kind == "name":
        return "'" + token.text.replace("'", "''") + "'" if alone else "NULL"
    return token.raw


def _affinity(type_: str) -> str:
    """The affinity of a declared type: https://www.sqlite.org/datatype3.html section 3.1."""
    rules = (
        ("INT", "INTEGER"),
        ("CHAR|CLOB|TEXT", "TEXT"),
        ("BLOB|^$", "BLOB"),
        ("REAL|FLOA|DOUB", "REAL"),
    )
    return next((kind for words, kind in rules if re.search(words, type_.upper())), "NUMERIC")
