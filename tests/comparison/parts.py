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


def column(one: Column, random: Random) -> sa.Column[Any]:
    """Return the column, with one of the types that are spelled like its own."""
    type_ = random.choice(TYPES[one.type])
    if one.collation:
        plain = next(same for same in TYPES[one.type] if not isinstance(same, sa.Enum))
        type_ = plain.adapt(type(plain), collation=one.collation)
    computed = [sa.Computed(sql(one.computed), persisted=one.stored)] if one.computed else []
    default = sa.text(one.default[0]) if one.default else None
    return sa.Column(one.name, type_, *computed, nullable=one.nullable, server_default=default)


def key(table: Table) -> list[sa.PrimaryKeyConstraint]:
    """Return the primary key, if there is one."""
    return [sa.PrimaryKeyConstraint(*table.key)] if table.key else []


def constraints(table: Table) -> list[sa.Constraint]:
    """Return every constraint but the primary key."""
    return [
        *(
            sa.UniqueConstraint(*one.columns, sqlite_on_conflict=one.conflict)
            for one in table.uniques
        ),
        *(
            sa.ForeignKeyConstraint(
                one.columns,
                [f"{one.table}.{target}" for target in one.targets],
                ondelete=one.on_delete,
                onupdate=one.on_update,
                **deferred(one),
            )
            for one in table.foreign_keys
        ),
        *(sa.CheckConstraint(sql(one)) for one in table.checks),
    ]


def deferred(one: ForeignKey) -> dict[str, Any]:
    """Return the arguments for DEFERRABLE."""
    return {"deferrable": True, "initially": "DEFERRED"} if one.deferred else {}


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
    return [(f"ix_{at}", table, index) for at, (table, index) in enumerate(every)]


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
