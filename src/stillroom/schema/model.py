"""The schema of a database as plain, comparable data, for every kind of database.

What only some kinds of database have is None, False or empty for the others: a backend fills in
what its database has. That goes for ``conflict``, ``inline``, ``is_row_number`` and ``options``.
"""

from dataclasses import dataclass, field


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
    """What ON CONFLICT of the NOT NULL constraint says, in upper case; None for the usual error."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """What every constraint of a table has; the comparison tolerates both by default."""

    name: str | None = None
    inline: bool | None = None
    """Whether it is declared beside its column; None where the database does not keep that."""


@dataclass(frozen=True, slots=True)
class PrimaryKey(Constraint):
    """The primary key of a table."""

    columns: tuple[str, ...] = ()
    autoincrement: bool = False
    is_row_number: bool = False
    """Whether the key is the number by which the database itself tells the rows apart."""
    conflict: str | None = None
    """What ON CONFLICT says, in upper case; None for the usual error."""
    parts: tuple[Part, ...] = ()
    """Collation and direction of the columns; empty for a row number, which has no index."""


@dataclass(frozen=True, slots=True)
class Unique(Constraint):
    """A unique constraint, or a plain unique index where the comparison tolerates it as one."""

    parts: tuple[Part, ...] = ()
    conflict: str | None = None
    """What ON CONFLICT says, in upper case; None for the usual error."""


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
    """What the database keeps about the whole table, as words of its own SQL."""

    def column(self, name: str) -> Column | None:
        """Return the column of exactly that name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the table."""
        return tuple(column.name for column in self.columns)

    @property
    def key(self) -> tuple[str, ...]:
        """The names of the columns of the primary key; none where there is no such key."""
        return self.primary_key.columns if self.primary_key else ()


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
