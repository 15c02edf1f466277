"""The parts of a draft in the words of SQLAlchemy."""

from random import Random
from typing import Any

import sqlalchemy as sa

from . import raw
from .drafts import Column, Draft, ForeignKey, Index, Sql, Table
from .drawn import TYPES


def sql(tokens: Sql) -> sa.TextClause:
    """Return *tokens* in their plainest spelling."""
    return sa.text(raw.spelled(tokens, None))


def sa_column(column: Column, random: Random) -> sa.Column[Any]:
    """Return the column, with column of the types that are spelled like its own."""
    type_ = random.choice(TYPES[column.type])
    if column.collation:
        plain = next(same for same in TYPES[column.type] if not isinstance(same, sa.Enum))
        type_ = plain.adapt(type(plain), collation=column.collation)
    computed = (
        [sa.Computed(sql(column.computed), persisted=column.stored)] if column.computed else []
    )
    default = sa.text(column.default[0]) if column.default else None
    return sa.Column(
        column.name, type_, *computed, nullable=column.nullable, server_default=default
    )


def key(table: Table) -> list[sa.PrimaryKeyConstraint]:
    """Return the primary key, if there is one."""
    return [sa.PrimaryKeyConstraint(*table.key)] if table.key else []


def constraints(table: Table) -> list[sa.Constraint]:
    """Return every constraint but the primary key."""
    return [
        *(
            sa.UniqueConstraint(*unique.columns, sqlite_on_conflict=unique.conflict)
            for unique in table.uniques
        ),
        *(
            sa.ForeignKeyConstraint(
                key.columns,
                [f"{key.table}.{target}" for target in key.targets],
                ondelete=key.on_delete,
                onupdate=key.on_update,
                **deferred(key),
            )
            for key in table.foreign_keys
        ),
        *(sa.CheckConstraint(sql(check)) for check in table.checks),
    ]


def deferred(key: ForeignKey) -> dict[str, Any]:
    """Return the arguments for DEFERRABLE."""
    return {"deferrable": True, "initially": "DEFERRED"} if key.deferred else {}


def options(table: Table) -> dict[str, Any]:
    """Return what SQLAlchemy's SQLite dialect has arguments for."""
    return {
        "sqlite_autoincrement": table.autoincrement,
        "sqlite_with_rowid": not table.without_rowid,
        "sqlite_strict": table.strict,
    }


def indexes(draft: Draft) -> list[tuple[str, Table, Index]]:
    """Return the indexes of all tables, with a name for each."""
    every = [(table, index) for table in draft.tables for index in table.indexes]
    return [(f"ix_{number}", table, index) for number, (table, index) in enumerate(every)]


def index_members(index: Index) -> list[str | sa.TextClause]:
    """Return what an index is made of: names, and SQL for all else."""
    return [
        part.sql[0][1:]
        if len(part.sql) == 1 and not part.collation and not part.descending
        else sql(tokens)
        for part, tokens in zip(index.parts, raw.members(index), strict=True)
    ]


def where(index: Index) -> dict[str, Any]:
    """Return the argument for a partial index."""
    return {"sqlite_where": sql(index.where)} if index.where else {}
