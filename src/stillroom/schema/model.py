"""The schema of a database as plain, comparable data, and the tolerances of the comparison."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

from stillroom.schema.sql import canonical, tokenize

# What the comparison lets pass unless an exercise lists the name under ``exact``.
TOLERANCES = {
    "column-order": "the order of columns",
    "names": "the names of constraints and indexes",
    "type-spelling": "blanks and letter case within a type",
    "key-null": "INTEGER PRIMARY KEY with or without NOT NULL",
    "default-null": "DEFAULT NULL or no default",
    "default-spelling": "two literals for the same stored default, such as 1 and '1' in an INTEGER column",
    "unique-index": "a unique constraint or a plain unique index over the same columns",
    "placement": "a constraint beside its column or for the table",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One member of an index or a unique constraint: a column, or an expression."""

    name: str
    collation: str | None = None
    """None where it is the collation of the column itself."""
    descending: bool = False
    expression: bool = False

    def __str__(self) -> str:
        collation = f" COLLATE {self.collation}" if self.collation else ""
        return f"{self.name}{collation}{' DESC' if self.descending else ''}"


@dataclass(frozen=True, slots=True)
class Generated:
    """How a generated column gets its value."""

    expression: str
    stored: bool

    def __str__(self) -> str:
        return f"GENERATED ALWAYS AS ({self.expression}) {'STORED' if self.stored else 'VIRTUAL'}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``type`` and ``default`` are SQL text; ``stored_default`` is what a row gets."""

    name: str
    type: str
    nullable: bool
    default: str | None = None
    stored_default: str | None = None
    collation: str | None = None
    generated: Generated | None = None
    conflict: str | None = None
    """ON CONFLICT of the NOT NULL constraint."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """What every table constraint has: a name (tolerated) and a place (tolerated)."""

    name: str | None = None
    inline: bool | None = None


@dataclass(frozen=True, slots=True)
class PrimaryKey(Constraint):
    """The primary key; ``rowid`` tells SQLite's INTEGER PRIMARY KEY from every other."""

    columns: tuple[str, ...] = ()
    autoincrement: bool = False
    rowid: bool = False
    conflict: str | None = None
    parts: tuple[Part, ...] = ()
    """Collation and direction of the columns; nothing for the rowid."""


@dataclass(frozen=True, slots=True)
class Unique(Constraint):
    """A unique constraint, or a plain unique index where the comparison tolerates it as one."""

    parts: tuple[Part, ...] = ()
    conflict: str | None = None


@dataclass(frozen=True, slots=True)
class Index(Constraint):
    """An index, unique or not, perhaps partial."""

    parts: tuple[Part, ...] = ()
    unique: bool = False
    where: str | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey(Constraint):
    """A foreign key with its actions."""

    columns: tuple[str, ...] = ()
    table: str = ""
    targets: tuple[str, ...] = ()
    on_delete: str = "NO ACTION"
    on_update: str = "NO ACTION"
    deferred: str | None = None


@dataclass(frozen=True, slots=True)
class Check(Constraint):
    """A check constraint; the expression is canonical SQL text."""

    expression: str = ""


AnyConstraint = TypeVar("AnyConstraint", bound=Constraint)


@dataclass(frozen=True)
class Table:
    """One table with everything that belongs to it."""

    name: str
    columns: tuple[Column, ...] = ()
    primary_key: PrimaryKey | None = None
    uniques: tuple[Unique, ...] = ()
    indexes: tuple[Index, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    options: tuple[str, ...] = ()
    """STRICT, WITHOUT ROWID, or the module of a virtual table."""

    def column(self, name: str) -> Column | None:
        """Return the column of exactly that name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the table."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class Schema:
    """Everything in a database that an exercise can ask for, without Alembic's own table."""

    tables: dict[str, Table] = field(default_factory=dict)
    views: dict[str, str] = field(default_factory=dict)
    triggers: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Trigger name to the name of its table and its canonical SQL."""

    def __str__(self) -> str:
        tables = [
            f"{table.name}({', '.join(table.column_names)})" for table in self.tables.values()
        ]
        tables += [f"view {name}" for name in self.views]
        tables += [f"trigger {name}" for name in self.triggers]
        return ", ".join(tables) or "empty"


def tolerate(schema: Schema, exact: frozenset[str] = frozenset()) -> Schema:
    """Return *schema* without the facts that do not count, except those named in *exact*."""
    tables = {name: _tolerate_table(table, exact) for name, table in schema.tables.items()}
    return replace(schema, tables=tables)


def _tolerate_table(table: Table, exact: frozenset[str]) -> Table:
    key = table.primary_key
    rowid = key.columns[0] if key and key.rowid else None
    columns = [_tolerate_column(column, column.name == rowid, exact) for column in table.columns]
    uniques, indexes = list(table.uniques), list(table.indexes)
    if "unique-index" not in exact:
        plain = [index for index in indexes if _is_plain_unique(index)]
        uniques += [Unique(name=index.name, parts=index.parts) for index in plain]
        indexes = [index for index in indexes if index not in plain]
    return replace(
        table,
        columns=tuple(
            columns if "column-order" in exact else sorted(columns, key=lambda c: c.name)
        ),
        primary_key=key and _tolerate_constraint(key, exact),
        uniques=tuple(_tolerate_constraint(unique, exact) for unique in uniques),
        indexes=tuple(_tolerate_constraint(index, exact) for index in indexes),
        foreign_keys=tuple(_tolerate_constraint(one, exact) for one in table.foreign_keys),
        checks=tuple(_tolerate_constraint(check, exact) for check in table.checks),
    )


def _tolerate_column(column: Column, is_rowid: bool, exact: frozenset[str]) -> Column:
    default, stored = column.default, column.stored_default
    if stored == "NULL" and "default-null" not in exact:
        default = None
    elif stored is not None and "default-spelling" not in exact:
        default = stored
    return replace(
        column,
        type=column.type if "type-spelling" in exact else plain_type(column.type),
        nullable=False if is_rowid and "key-null" not in exact else column.nullable,
        default=default,
        stored_default=None,
    )


def _tolerate_constraint(constraint: AnyConstraint, exact: frozenset[str]) -> AnyConstraint:
    return replace(
        constraint,
        name=constraint.name if "names" in exact else None,
        inline=constraint.inline if "placement" in exact else None,
    )


def _is_plain_unique(index: Index) -> bool:
    ordinary = not any(part.expression or part.descending for part in index.parts)
    return index.unique and index.where is None and ordinary


def plain_type(spelled: str) -> str:
    """Return a type without the blanks and letter case that do not count: ``VARCHAR(50)``."""
    return canonical(tokenize(spelled)).upper().replace(", ", ",")
