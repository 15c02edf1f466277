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
        is_single = len(self.key) == 1 and not self.without_rowid
        return is_single and self.column(self.key[0]).type == INTEGER

    def with_column(self, column: Column) -> "Table":
        """Return this table with *column* in the place of the one of its name."""
        columns = (column if own.name == column.name else own for own in self.columns)
        return replace(self, columns=tuple(columns))


@dataclass(frozen=True)
class Draft:
    """A whole schema; views and triggers are statements without CREATE."""

    tables: tuple[Table, ...]
    views: tuple[Sql, ...] = ()
    triggers: tuple[Sql, ...] = ()

    def with_table(self, table: Table) -> "Draft":
        """Return this draft with *table* in the place of the one of its name."""
        tables = (table if own.name == table.name else own for own in self.tables)
        return replace(self, tables=tuple(tables))


def with_name(draft: Draft, table: str, old: str, new: str) -> Draft:
    """Return *draft* with the column *old* of *table* called *new*, wherever it is referred to."""

    def name(written: str) -> str:
        return new if written == old else written

    def names(written: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(name, written))

    def sql(tokens: Sql) -> Sql:
        return tuple(f"@{new}" if token == f"@{old}" else token for token in tokens)

    def in_column(column: Column) -> Column:
        computed = column.computed and sql(column.computed)
        return replace(column, name=name(column.name), computed=computed)

    def in_key(key: ForeignKey, of_table: str) -> ForeignKey:
        columns = names(key.columns) if of_table == table else key.columns
        targets = names(key.targets) if key.table == table else key.targets
        return replace(key, columns=columns, targets=targets)

    def in_index(index: Index) -> Index:
        parts = tuple(replace(part, sql=sql(part.sql)) for part in index.parts)
        return replace(index, parts=parts, where=index.where and sql(index.where))

    def in_table(drafted: Table) -> Table:
        keys = tuple(in_key(key, drafted.name) for key in drafted.foreign_keys)
        drafted = replace(drafted, foreign_keys=keys)
        if drafted.name != table:
            return drafted
        return replace(
            drafted,
            columns=tuple(map(in_column, drafted.columns)),
            key=names(drafted.key),
            uniques=tuple(
                replace(unique, columns=names(unique.columns)) for unique in drafted.uniques
            ),
            indexes=tuple(map(in_index, drafted.indexes)),
            checks=tuple(map(sql, drafted.checks)),
        )

    def in_statements(statements: tuple[Sql, ...]) -> tuple[Sql, ...]:
        return tuple(
            sql(statement) if f"@{table}" in statement else statement for statement in statements
        )

    tables = tuple(map(in_table, draft.tables))
    return Draft(tables, in_statements(draft.views), in_statements(draft.triggers))
