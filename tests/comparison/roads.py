"""The roads to a schema: each builds a draft in an empty SQLite database, by other means.

All of them are roads that a migration can take: real operations of Alembic over a real connection.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import BatchOperations, Operations

from stillroom.databases.sqlite.reflect import read_schema
from stillroom.schema.model import Schema

from . import raw
from .drafts import INTEGER, Column, Draft, Sql, Table, with_name
from .parts import (
    constraints,
    deferred,
    index_members,
    indexes,
    key,
    options,
    sa_column,
    sql,
    where,
)

Road = Callable[[Operations, Draft, Random], None]


# Without a pool, every connection is to a new, empty database.
EMPTY = sa.create_engine("sqlite://", poolclass=sa.NullPool)


def built(road: Road, draft: Draft, random: Random) -> Schema:
    """Return the schema that *road* makes of *draft*, read back."""
    with EMPTY.connect() as connection:
        road(Operations(MigrationContext.configure(connection)), draft, random)
        connection.commit()
        database = connection.connection.driver_connection
        assert isinstance(database, sqlite3.Connection)
        return read_schema(database)


def _create_indexes(op: Operations, draft: Draft) -> None:
    for name, table, index in indexes(draft):
        op.create_index(name, table.name, index_members(index), unique=index.unique, **where(index))


def _create_texts(op: Operations, draft: Draft, random: Random | None = None) -> None:
    for statement in (*draft.views, *draft.triggers):
        op.execute(raw.spelled(("CREATE", *statement), random))


def declared(op: Operations, draft: Draft, random: Random) -> None:
    """What the models declare, made by ``create_all``: the way of every expected schema."""
    metadata = sa.MetaData()
    for table in draft.tables:
        columns = [sa_column(column, random) for column in table.columns]
        made = sa.Table(
            table.name, metadata, *columns, *key(table), *constraints(table), **options(table)
        )
        for name, its, index in indexes(draft):
            if its == table:
                parts = [
                    made.c[member] if isinstance(member, str) else member
                    for member in index_members(index)
                ]
                sa.Index(name, *parts, unique=index.unique, _table=made, **where(index))
    metadata.create_all(op.get_bind())
    _create_texts(op, draft)


def operations(op: Operations, draft: Draft, random: Random) -> None:
    """``op.create_table`` with everything in it; unique constraints may be unique indexes."""
    for table in draft.tables:
        _create(op, table, random)
    _create_indexes(op, draft)
    _create_texts(op, draft)


def _create(op: Operations, table: Table, random: Random) -> None:
    as_index = [unique for unique in table.uniques if not unique.conflict and random.random() < 0.5]
    rest = replace(
        table, uniques=tuple(unique for unique in table.uniques if unique not in as_index)
    )
    columns = [
        sa_column(column, random) for column in random.sample(table.columns, len(table.columns))
    ]
    op.create_table(table.name, *columns, *key(table), *constraints(rest), **options(table))
    for number, unique in enumerate(as_index):
        op.create_index(f"uq_{table.name}_{number}", table.name, list(unique.columns), unique=True)


def _is_for_batch(table: Table) -> bool:
    """Batch mode cannot copy the rows of a table with a computed column."""
    return not any(column.computed for column in table.columns)


def steps(op: Operations, draft: Draft, random: Random) -> None:
    """A bare table, its columns one by one, then the constraints in batch mode."""
    for table in draft.tables:
        if not _is_for_batch(table):
            _create(op, table, random)
            continue
        first = [column for column in table.columns if column.name in table.key] or [
            table.columns[0]
        ]
        made = [sa_column(column, random) for column in first]
        op.create_table(table.name, *made, *key(table), **options(table))
        for column in table.columns:
            if column not in first:
                op.add_column(table.name, sa_column(column, random))
        with _batch(op, table, random) as batch:
            _constrain(batch, table)
    _create_indexes(op, draft)
    _create_texts(op, draft)


def mended(op: Operations, draft: Draft, random: Random) -> None:
    """A first try with mistakes, then batch mode to mend them, then the constraints."""
    for table in draft.tables:
        if not _is_for_batch(table):
            _create(op, table, random)
            continue
        wrong = {
            column.name: _wrong(column, random)
            for column in table.columns
            if column.name not in table.key
        }
        extra = [Column("extra")] if random.random() < 0.5 else []
        first = replace(
            table,
            columns=tuple(wrong.get(column.name, column) for column in table.columns)
            + tuple(extra),
        )
        made = [sa_column(column, random) for column in first.columns]
        op.create_table(table.name, *made, *key(table), **options(table))
        with _batch(op, first, random) as batch:
            for column in extra:
                batch.drop_column(column.name)
            for name in wrong:
                good = table.column(name)
                batch.alter_column(
                    name,
                    type_=sa_column(good, random).type,
                    nullable=good.nullable,
                    server_default=sa.text(good.default[0]) if good.default else None,
                )
        with _batch(op, table, random) as batch:
            _constrain(batch, table)
    _create_indexes(op, draft)
    _create_texts(op, draft)


def _wrong(column: Column, random: Random) -> Column:
    column = random.choice(
        [Column(column.name, INTEGER), Column(column.name, ("TEXT",), default=("'z'",))]
    )
    return replace(column, nullable=random.random() < 0.5)


def _batch(op: Operations, table: Table, random: Random) -> Any:  # noqa: ANN401 - Alembic's own context manager
    """Batch mode over *table* as it is; reflection loses collations and odd names, so both ways."""
    odd = any(column.collation or '"' in column.name for column in table.columns)
    known = None
    if odd or random.random() < 0.3:
        columns = [sa_column(column, random) for column in table.columns]
        known = sa.Table(table.name, sa.MetaData(), *columns, *key(table), **options(table))
    return op.batch_alter_table(
        table.name, recreate="always", copy_from=known, table_kwargs=options(table)
    )


def _constrain(batch: BatchOperations, table: Table) -> None:
    for number, unique in enumerate(table.uniques):
        batch.create_unique_constraint(
            f"uq_{number}", list(unique.columns), sqlite_on_conflict=unique.conflict
        )
    for number, foreign_key in enumerate(table.foreign_keys):
        batch.create_foreign_key(
            f"fk_{number}",
            foreign_key.table,
            list(foreign_key.columns),
            list(foreign_key.targets),
            ondelete=foreign_key.on_delete,
            onupdate=foreign_key.on_update,
            **deferred(foreign_key),
        )
    for number, check in enumerate(table.checks):
        batch.create_check_constraint(f"ck_{number}", sql(check))


def plain_sql(op: Operations, draft: Draft, random: Random) -> None:
    """Raw SQL in any spelling, constraints beside the column or for the table, named or not."""
    for table in draft.tables:
        op.execute(raw.create_table(table, random))
    _create_raw_indexes(op, draft, random)
    _create_texts(op, draft, random)


def _create_raw_indexes(op: Operations, draft: Draft, random: Random) -> None:
    for name, table, index in indexes(draft):
        op.execute(raw.create_index(table, index, name, random))


def added(op: Operations, draft: Draft, random: Random) -> None:
    """Raw SQL, with the columns that nothing needs added by ALTER TABLE, and one taken away."""
    for table in draft.tables:
        later = [column for column in table.columns if column.name not in needed(table)]
        first = replace(
            table, columns=tuple(column for column in table.columns if column not in later)
        )
        if not first.columns or all(column.computed for column in first.columns):
            later, first = [], table
        extra = Column("extra column", nullable=True)
        op.execute(raw.create_table(first, random))
        for column in random.sample([*later, extra], len(later) + 1):
            op.execute(raw.add_column(table, column, random))
        op.execute(raw.spelled(_altered(table, "DROP", "COLUMN", f"@{extra.name}"), random))
    _create_raw_indexes(op, draft, random)
    _create_texts(op, draft, random)


def _altered(table: Table, *words: str) -> Sql:
    return ("ALTER", "TABLE", f"@{table.name}", *words)


def needed(table: Table) -> set[str]:
    """Return the columns of *table* that a key, a constraint, an index or a value refers to."""
    every = [*table.checks, *(column.computed or () for column in table.columns)]
    for index in table.indexes:
        every += [*(part.sql for part in index.parts), index.where or ()]
    names = {token[1:] for tokens in every for token in tokens if token[0] == "@"}
    keyed = [unique.columns for unique in table.uniques]
    keyed += [key.columns for key in table.foreign_keys]
    return names.union(table.key, *keyed)


def copied(op: Operations, draft: Draft, random: Random) -> None:
    """Each table is made under another name, copied from an old one, and renamed into place."""
    for table in draft.tables:
        fresh = replace(table, name=f"new {table.name}")
        op.execute(
            raw.create_table(
                table if random.random() < 0.5 else replace(table, foreign_keys=(), checks=()),
                random,
            )
        )
        op.execute(raw.create_table(_renamed(fresh, table.name, fresh.name), random))
        names = [column.name for column in table.columns if not column.computed]
        listed = raw.names(names)
        op.execute(
            raw.spelled(
                (
                    "INSERT",
                    "INTO",
                    f"@{fresh.name}",
                    "(",
                    *listed,
                    ")",
                    "SELECT",
                    *listed,
                    "FROM",
                    f"@{table.name}",
                ),
                random,
            )
        )
        op.drop_table(table.name)
        op.rename_table(fresh.name, table.name)
    _create_raw_indexes(op, draft, random)
    _create_texts(op, draft, random)


def renamed(op: Operations, draft: Draft, random: Random) -> None:
    """Everything is made over a column of another name, which SQLite then renames everywhere."""
    table = random.choice(draft.tables)
    # SQLite forgets to rename an INTEGER key in a PRIMARY KEY for the table.
    columns = [
        column for column in table.columns if (column.name, column.type) != (*table.key, INTEGER)
    ]
    name = random.choice(columns).name
    plain_sql(op, with_name(draft, table.name, name, "old name"), random)
    words = _altered(table, "RENAME", "COLUMN", "@old name", "TO", f"#{name}")
    op.execute(raw.spelled(words, random))


def _renamed(table: Table, old: str, new: str) -> Table:
    """References to itself follow the new name, so that the renaming brings them back."""
    keys = (
        replace(key, table=new if key.table == old else key.table) for key in table.foreign_keys
    )
    return replace(table, foreign_keys=tuple(keys))


ROADS: dict[str, Road] = {
    road.__name__: road
    for road in (declared, operations, steps, mended, plain_sql, added, copied, renamed)
}
