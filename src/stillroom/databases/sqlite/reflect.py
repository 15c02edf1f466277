"""Reads the schema of a SQLite database: PRAGMAs for what they tell, the stored DDL for the rest.

SQLAlchemy's inspector is not used: it loses actions of inline foreign keys, inline unique
constraints, directions, collations and expression indexes.
PRAGMAs: https://www.sqlite.org/pragma.html.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from stillroom.databases.base import VERSION_TABLE
from stillroom.databases.sqlite.ddl import (
    IndexExtras,
    TableExtras,
    indexed_expression,
    parse_index,
    parse_table,
)
from stillroom.databases.sqlite.defaults import affinity, default_tokens, stored_default
from stillroom.databases.sqlite.strings import with_strings
from stillroom.databases.sqlite.views import disarm, too_large
from stillroom.errors import BeyondLimit, UnreadableDatabase
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
from stillroom.schema.sql_tokens import Token, canonical, fold, tokenize

MOST_OBJECTS = 1000
"""A database with more tables, views, triggers and indexes than this is not read."""

_GENERATED = (2, 3)  # the values of `hidden` in table_xinfo for virtual and stored columns
_BEFORE_USING = 4  # the words CREATE VIRTUAL TABLE and the name
_EXPRESSION = -2  # the column number of an expression in index_xinfo


@dataclass(frozen=True, slots=True)
class _Item:
    """One row of sqlite_schema: a table, a view, a trigger or an index, with its statement."""

    type: str
    name: str
    table: str
    sql: str | None

    @property
    def tokens(self) -> list[Token]:
        return tokenize(self.sql or "")


def read_schema(connection: sqlite3.Connection) -> Schema:
    """Return the schema that *connection* sees.

    Views that SQLite could not list are replaced by harmless ones; their texts are read all the same.
    Raises UnreadableDatabase for a damaged database, and BeyondLimit for one with too many objects.
    """
    try:
        return _schema(connection)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise UnreadableDatabase(str(error)) from error


def _schema(connection: sqlite3.Connection) -> Schema:
    items = _items(connection)  # first: what follows takes long where there are too many
    _refuse_reserved(connection)
    disarm(connection, too_large({item.name: item.tokens for item in items if item.type == "view"}))
    kinds = _kinds(connection)
    items = [item for item in items if not _is_internal(item, kinds)]
    tables = {
        item.name: _table(
            connection,
            item,
            kinds[fold(item.name)],
            [member for member in items if fold(member.table) == fold(item.name)],
        )
        for item in items
        if item.type == "table"
    }
    # The table of a trigger is kept as it was typed.
    stored_names = [item.name for item in items if item.type in ("table", "view")]
    names = {fold(item.name) for item in items}
    names |= {fold(column) for table in tables.values() for column in table.column_names}
    views = {item: _view_columns(connection, item) for item in items if item.type == "view"}
    names |= {fold(column) for columns in views.values() for column in columns}
    return Schema(
        tables=_resolve(tables),
        views={view.name: _view(view, columns, names) for view, columns in views.items()},
        triggers={
            item.name: (_actual((item.table,), stored_names)[0], _trigger(item, names))
            for item in items
            if item.type == "trigger"
        },
    )


def _items(connection: sqlite3.Connection) -> list[_Item]:
    query = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid LIMIT ?"
    rows = connection.execute(query, (MOST_OBJECTS + 1,)).fetchall()
    if len(rows) > MOST_OBJECTS:
        raise BeyondLimit(f"more than {MOST_OBJECTS} tables, indexes, views and triggers")
    return [_Item(*row) for row in rows]


def _refuse_reserved(connection: sqlite3.Connection) -> None:
    """Raise UnreadableDatabase for a name such as sqlite_x.

    SQLite gives such names to nobody, unless somebody writes to its own tables.
    """
    query = (
        "SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite~_%' ESCAPE '~'"
        " AND NOT (type = 'index' AND sql IS NULL) AND NOT (type = 'table' AND name IN"
        " ('sqlite_sequence', 'sqlite_stat1', 'sqlite_stat2', 'sqlite_stat3', 'sqlite_stat4'))"
    )
    for (name,) in connection.execute(query):
        raise UnreadableDatabase(f"the name {name} is reserved for SQLite")


_Kind = tuple[str, int, int]
"""The type of a table, and whether it is WITHOUT ROWID and STRICT."""


def _kinds(connection: sqlite3.Connection) -> dict[str, _Kind]:
    """Return the kind of each table and view, by its folded name."""
    query = "SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'"
    return {fold(name): (kind, wr, strict) for name, kind, wr, strict in connection.execute(query)}


def _is_internal(item: _Item, kinds: dict[str, _Kind]) -> bool:
    """Tell whether it is Alembic's own table, an object of SQLite's own, or one of its modules."""
    return (
        item.name.startswith("sqlite_")
        or (item.table == VERSION_TABLE and item.type in ("table", "index"))
        or (item.type == "table" and kinds[fold(item.name)][0] == "shadow")
    )


def _view_columns(connection: sqlite3.Connection, view: _Item) -> list[str]:
    """Return the columns of a view; a view of tables that are not there has none."""
    with suppress(sqlite3.Error):
        query = "SELECT name FROM pragma_table_info(?)"
        return [name for (name,) in connection.execute(query, (view.name,))]
    return []


def _view(view: _Item, columns: Sequence[str], names: set[str]) -> str:
    """Return the text of a view, with the names of its *columns* as they are stored."""
    stored = {fold(name): name for name in columns}
    return canonical(with_strings(view.tokens, names), stored)


def _trigger(trigger: _Item, names: set[str]) -> str:
    """Return the text of a trigger, without the words for what is so without them."""
    tokens = with_strings(trigger.tokens, names | {"old", "new"})
    for words, places in ((("BEFORE",), [3]), (("FOR", "EACH", "ROW"), range(len(tokens)))):
        for index in places:
            ahead = tokens[index : index + len(words)]
            if all(token.is_word(word) for token, word in zip(ahead, words, strict=False)):
                del tokens[index : index + len(words)]
                break
    return canonical(tokens)


def _table(
    connection: sqlite3.Connection, item: _Item, kind: _Kind, beside: Iterable[_Item]
) -> Table:
    """Return the table *item*; *beside* are the objects that belong to it."""
    type_, without_rowid, strict = kind
    rows = connection.execute(
        "SELECT name, type, [notnull], dflt_value, pk, hidden FROM pragma_table_xinfo(?)",
        (item.name,),
    ).fetchall()
    if type_ == "virtual":
        using = canonical(item.tokens[_BEFORE_USING:])
        columns = tuple(Column(row[0], row[1], not row[2]) for row in rows)
        return Table(item.name, columns, options=(f"VIRTUAL TABLE {using}",))
    extras = parse_table(item.sql or "")
    names = [row[0] for row in rows]
    columns = tuple(_column(row, extras, bool(strict)) for row in rows)
    statements = {member.name: member.sql for member in beside if member.type == "index"}
    indexes = _indexes(connection, item.name, columns, statements)
    options = (["WITHOUT ROWID"] if without_rowid else []) + (["STRICT"] if strict else [])
    return Table(
        name=item.name,
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
    statements: Mapping[str, str | None],
) -> dict[str, list[Index]]:
    """Return the indexes of *table* by origin: c(reated), u(nique constraint), pk."""
    collations = {column.name: column.collation or "BINARY" for column in columns}
    by_origin: dict[str, list[Index]] = {"c": [], "u": [], "pk": []}
    rows = connection.execute(
        "SELECT name, [unique], origin FROM pragma_index_list(?) ORDER BY seq DESC", (table,)
    ).fetchall()
    for name, unique, origin in rows:
        parts, where = _parts(connection, name, collations, statements.get(name))
        by_origin[origin].append(Index(name, None, parts, bool(unique), where))
    return by_origin


def _parts(
    connection: sqlite3.Connection,
    index: str,
    collations: Mapping[str, str],
    statement: str | None,
) -> tuple[tuple[Part, ...], str | None]:
    """Return the members of *index* and its predicate; *collations* are those of the columns."""
    names = {fold(column) for column in collations}
    extras = parse_index(statement, names) if statement else IndexExtras([], None)
    members = connection.execute(
        "SELECT seqno, cid, name, [desc], coll FROM pragma_index_xinfo(?) WHERE key ORDER BY seqno",
        (index,),
    ).fetchall()
    parts = tuple(
        Part(
            indexed_expression(extras.parts[number], collation) if column == _EXPRESSION else name,
            None if collation.upper() == collations.get(name, "BINARY") else collation.upper(),
            bool(descending),
            column == _EXPRESSION,
        )
        for number, column, name, descending, collation in members
    )
    return parts, extras.where


def _unique(index: Index, extras: TableExtras) -> Unique:
    """A unique constraint: its columns from its index, its name and place from the statement."""
    columns = tuple(fold(part.name) for part in index.parts)
    same = [unique for names, unique in extras.uniques if tuple(map(fold, names)) == columns]
    # SQLite makes one index for constraints over the same columns; one of them may say ON CONFLICT.
    conflict = next((unique.conflict for unique in same if unique.conflict), None)
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
    implied = target.key
    return replace(
        key,
        table=name,
        targets=_actual(key.targets, target.column_names) if key.targets else implied,
    )


def _actual(written: Iterable[str], stored: Iterable[str]) -> tuple[str, ...]:
    """Names as they are stored, for names written in any letter case."""
    known = {fold(name): name for name in stored}
    return tuple(known.get(fold(name), name) for name in written)
