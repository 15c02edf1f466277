"""Reads the schema of a SQLite database: PRAGMAs for what they tell, the stored DDL for the rest.

SQLAlchemy's inspector is not used: it loses actions of inline foreign keys, inline unique
constraints, directions, collations and expression indexes.
PRAGMAs: https://www.sqlite.org/pragma.html.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from stillroom.databases.base import VERSION_TABLE
from stillroom.databases.sqlite.ddl import IndexExtras, TableExtras, parse_index, parse_table
from stillroom.databases.sqlite.defaults import affinity, default_tokens, stored_default
from stillroom.databases.sqlite.strings import with_strings
from stillroom.errors import UnreadableDatabase
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
from stillroom.schema.sql import canonical, fold, tokenize

MOST_OBJECTS = 300
"""A database with more tables, views, triggers and indexes than this is not read."""

_GENERATED = (2, 3)  # the values of `hidden` in table_xinfo for virtual and stored columns
_BEFORE_USING = 4  # the words CREATE VIRTUAL TABLE and the name
_EXPRESSION = -2  # the column number of an expression in index_xinfo


@dataclass(frozen=True, slots=True)
class _Stored:
    """One row of sqlite_schema."""

    type: str
    name: str
    table: str
    sql: str | None


def read_schema(connection: sqlite3.Connection) -> Schema:
    """Return the schema that *connection* sees.

    Raises UnreadableDatabase for a damaged database or one with too many objects.
    """
    try:
        stored = [_Stored(*row) for row in _stored(connection)]
        if len(stored) > MOST_OBJECTS:
            raise UnreadableDatabase(
                f"it has more than {MOST_OBJECTS} tables, indexes, views and triggers"
            )
        kinds = _kinds(connection)
        ours = [one for one in stored if not _is_internal(one, kinds)]
        tables = {
            one.name: _table(
                connection,
                one,
                kinds[fold(one.name)],
                [other for other in ours if fold(other.table) == fold(one.name)],
            )
            for one in ours
            if one.type == "table"
        }
        # The table of a trigger is kept as it was typed.
        stored_names = [one.name for one in ours if one.type in ("table", "view")]
        names = {fold(one.name) for one in ours}
        names |= {fold(column) for table in tables.values() for column in table.column_names}
        return Schema(
            tables=_resolve(tables),
            views={one.name: _view(connection, one, names) for one in ours if one.type == "view"},
            triggers={
                one.name: (_actual((one.table,), stored_names)[0], _trigger(one, names))
                for one in ours
                if one.type == "trigger"
            },
        )
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise UnreadableDatabase(str(error)) from error


def _stored(connection: sqlite3.Connection) -> list[tuple[str, str, str, str | None]]:
    query = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid LIMIT ?"
    return connection.execute(query, (MOST_OBJECTS + 1,)).fetchall()


_Kind = tuple[str, int, int]


def _kinds(connection: sqlite3.Connection) -> dict[str, _Kind]:
    """Folded table name to its type, and whether it is WITHOUT ROWID and STRICT."""
    query = "SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'"
    return {fold(name): (kind, wr, strict) for name, kind, wr, strict in connection.execute(query)}


def _is_internal(one: _Stored, kinds: dict[str, _Kind]) -> bool:
    """Alembic's own table, SQLite's own objects and those of its modules are nobody's business."""
    return (
        one.name.startswith("sqlite_")
        or (one.table == VERSION_TABLE and one.type in ("table", "index"))
        or (one.type == "table" and kinds[fold(one.name)][0] == "shadow")
    )


def _view(connection: sqlite3.Connection, stored: _Stored, names: set[str]) -> str:
    """The text of a view, with the names of its columns as they are stored."""
    with suppress(sqlite3.Error):  # a view of tables that are not there has no columns
        rows = connection.execute("SELECT name FROM pragma_table_info(?)", (stored.name,))
        columns = {fold(name): name for (name,) in rows}
        return canonical(with_strings(tokenize(stored.sql or ""), names | columns.keys()), columns)
    return canonical(with_strings(tokenize(stored.sql or ""), names))


def _trigger(stored: _Stored, names: set[str]) -> str:
    """The text of a trigger, without the words for what is so without them."""
    tokens = with_strings(tokenize(stored.sql or ""), names | {"old", "new"})
    for words, places in ((("BEFORE",), [3]), (("FOR", "EACH", "ROW"), range(len(tokens)))):
        for at in places:
            ahead = tokens[at : at + len(words)]
            if all(token.is_word(word) for token, word in zip(ahead, words, strict=False)):
                del tokens[at : at + len(words)]
                break
    return canonical(tokens)


def _table(
    connection: sqlite3.Connection, stored: _Stored, about: _Kind, beside: list[_Stored]
) -> Table:
    kind, without_rowid, strict = about
    rows = connection.execute(
        "SELECT name, type, [notnull], dflt_value, pk, hidden FROM pragma_table_xinfo(?)",
        (stored.name,),
    ).fetchall()
    if kind == "virtual":
        using = canonical(tokenize(stored.sql or "")[_BEFORE_USING:])
        columns = tuple(Column(row[0], row[1], not row[2]) for row in rows)
        return Table(stored.name, columns, options=(f"VIRTUAL TABLE {using}",))
    extras = parse_table(stored.sql or "")
    names = [row[0] for row in rows]
    columns = tuple(_column(row, extras, bool(strict)) for row in rows)
    statements = {one.name: one.sql for one in beside if one.type == "index"}
    indexes = _indexes(connection, stored.name, columns, statements)
    options = (["WITHOUT ROWID"] if without_rowid else []) + (["STRICT"] if strict else [])
    return Table(
        name=stored.name,
        columns=columns,
        primary_key=_primary_key(rows, extras, indexes["pk"]),
        uniques=tuple(_unique(index, extras) for index in indexes["u"]),
        indexes=tuple(indexes["c"]),
        foreign_keys=tuple(
            replace(key, columns=_actual(key.columns, names)) for key in extras.foreign_keys
        ),
        checks=tuple(extras.checks),
        options=tuple(options),
    )


_Row = tuple[str, str, int, str | None, int, int]


def _column(row: _Row, extras: TableExtras, strict: bool) -> Column:
    name, type_, not_null, default, _, hidden = row
    beside = extras.columns.get(fold(name))
    collation = beside.collation if beside and beside.collation != "BINARY" else None
    value = default_tokens(default or "")
    return Column(
        name=name,
        type=type_,
        nullable=not not_null,
        default=canonical(value) if value else None,
        stored_default=stored_default(value, affinity(type_, strict)),
        collation=collation,
        generated=beside.generated if beside and hidden in _GENERATED else None,
        conflict=beside.conflict if beside else None,
    )


def _primary_key(
    rows: Iterable[_Row], extras: TableExtras, indexes: Sequence[Index]
) -> PrimaryKey | None:
    members = sorted((row[4], row[0]) for row in rows if row[4])
    if not members:
        return None
    written = extras.primary_key or PrimaryKey()
    columns = tuple(name for _, name in members)
    # Only an INTEGER PRIMARY KEY is the rowid itself and needs no index of its own.
    parts = indexes[0].parts if indexes else ()
    return replace(written, columns=columns, is_row_number=not indexes, parts=parts)


def _indexes(
    connection: sqlite3.Connection,
    table: str,
    columns: Iterable[Column],
    sql: dict[str, str | None],
) -> dict[str, list[Index]]:
    """The indexes of *table* by origin: c(reated), u(nique constraint), pk."""
    own = {column.name: column.collation or "BINARY" for column in columns}
    names = {fold(name) for name in own}
    found: dict[str, list[Index]] = {"c": [], "u": [], "pk": []}
    rows = connection.execute(
        "SELECT name, [unique], origin FROM pragma_index_list(?) ORDER BY seq DESC", (table,)
    ).fetchall()
    for name, unique, origin in rows:
        statement = sql.get(name)
        extras = parse_index(statement, names) if statement else IndexExtras([], None)
        members = connection.execute(
            "SELECT seqno, cid, name, [desc], coll FROM pragma_index_xinfo(?) WHERE key ORDER BY seqno",
            (name,),
        ).fetchall()
        parts = tuple(
            Part(
                extras.parts[at] if column == _EXPRESSION else part,
                None if coll.upper() == own.get(part, "BINARY") else coll.upper(),
                bool(desc),
                column == _EXPRESSION,
            )
            for at, column, part, desc, coll in members
        )
        found[origin].append(Index(name, None, parts, bool(unique), extras.where))
    return found


def _unique(index: Index, extras: TableExtras) -> Unique:
    """A unique constraint: its columns from its index, its name and place from the statement."""
    columns = tuple(fold(part.name) for part in index.parts)
    same = [one for names, one in extras.uniques if tuple(map(fold, names)) == columns]
    # SQLite makes one index for constraints over the same columns; one of them may say ON CONFLICT.
    conflict = next((one.conflict for one in same if one.conflict), None)
    return replace(next(iter(same), Unique()), parts=index.parts, conflict=conflict)


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
    known = {fold(name): name for name in stored}
    return tuple(known.get(fold(name), name) for name in written)
