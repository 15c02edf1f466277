"""A schema as a draft: plain data, which every road can build and every change can change.

SQL is a tuple of tokens here, so that a road can spell it as it likes: ``#name`` gives a thing its
name, ``@name`` refers to it, and all else is a word, a literal or a mark.
"""

from dataclasses import dataclass, replace

Sql = tuple[str, ...]
INTEGER: Sql = ("INTEGER",)


@dataclass(frozen=True)
class Column:
    """One column; ``default`` holds all spellings of one default."""

    name: str
    type: Sql = INTEGER
    nullable: bool = True
    default: Sql | None = None
    collation: str | None = None
    computed: Sql | None = None
    stored: bool = False


@dataclass(frozen=True)
class Part:
    """One member of an index."""

    sql: Sql
    collation: str | None = None
    descending: bool = False


@dataclass(frozen=True)
class Index:
    """An index of its own; what a unique constraint can do is a Unique."""

    parts: tuple[Part, ...]
    unique: bool = False
    where: Sql | None = None


@dataclass(frozen=True)
class Unique:
    """A unique constraint, or a unique index where ON CONFLICT is not asked for."""

    columns: tuple[str, ...]
    conflict: str | None = None


@dataclass(frozen=True)
class ForeignKey:
    """A foreign key."""

    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]
    on_delete: str | None = None
    on_update: str | None = None
    deferred: bool = False


@dataclass(frozen=True)
class Table:
    """One table; ``key`` names the columns of the primary key."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    autoincrement: bool = False
    without_rowid: bool = False
    strict: bool = False
    uniques: tuple[Unique, ...] = ()
    indexes: tuple[Index, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Sql, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def is_rowid_key(self) -> bool:
        """Tell whether the primary key is SQLite's row number."""
        one = len(self.key) == 1 and not self.without_rowid
        return one and self.column(self.key[0]).type == INTEGER

    def with_column(self, column: Column) -> "Table":
        """Return this table with *column* in the place of the one of its name."""
        columns = (column if one.name == column.name else one for one in self.columns)
        return replace(self, columns=tuple(columns))


@dataclass(frozen=True)
class Draft:
    """A whole schema; views and triggers are statements without CREATE."""

    tables: tuple[Table, ...]
    views: tuple[Sql, ...] = ()
    triggers: tuple[Sql, ...] = ()

    def with_table(self, table: Table) -> "Draft":
        """Return this draft with *table* in the place of the one of its name."""
        tables = (table if one.name == table.name else one for one in self.tables)
        return replace(self, tables=tuple(tables))


def with_name(draft: Draft, table: str, old: str, new: str) -> Draft:
    """Return *draft* with the column *old* of *table* called *new*, wherever it is referred to."""

    def name(one: str) -> str:
        return new if one == old else one

    def names(every: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(name, every))

    def sql(tokens: Sql) -> Sql:
        return tuple(f"@{new}" if token == f"@{old}" else token for token in tokens)

    def column(one: Column) -> Column:
        return replace(one, name=name(one.name), computed=one.computed and sql(one.computed))

    def key(one: ForeignKey, its: str) -> ForeignKey:
        columns = names(one.columns) if its == table else one.columns
        targets = names(one.targets) if one.table == table else one.targets
        return replace(one, columns=columns, targets=targets)

    def index(one: Index) -> Index:
        parts = tuple(replace(part, sql=sql(part.sql)) for part in one.parts)
        return replace(one, parts=parts, where=one.where and sql(one.where))

    def renamed(one: Table) -> Table:
        one = replace(one, foreign_keys=tuple(key(two, one.name) for two in one.foreign_keys))
        if one.name != table:
            return one
        return replace(
            one,
            columns=tuple(map(column, one.columns)),
            key=names(one.key),
            uniques=tuple(replace(two, columns=names(two.columns)) for two in one.uniques),
            indexes=tuple(map(index, one.indexes)),
            checks=tuple(map(sql, one.checks)),
        )

    def texts(many: tuple[Sql, ...]) -> tuple[Sql, ...]:
        return tuple(sql(one) if f"@{table}" in one else one for one in many)

    return Draft(tuple(map(renamed, draft.tables)), texts(draft.views), texts(draft.triggers))
