"""What a random course is made of: tables as plain values, and the changes that lead from state to state."""

from dataclasses import dataclass, field, replace

Names = tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """One column; *type* is the code of a SQLAlchemy type, *default* a text in SQL."""

    name: str
    type: str
    nullable: bool = True
    default: str | None = None


@dataclass(frozen=True)
class Constraint:
    """One constraint or index: its kind, its name, its columns, and what else belongs to it."""

    kind: str
    """``unique``, ``index``, ``check`` or ``foreign``."""
    name: str
    columns: Names
    says: str = ""
    """The expression of a check; the table that a foreign key leads to."""
    on_delete: str | None = None


@dataclass(frozen=True)
class Table:
    """One table, whose key is always ``id``."""

    name: str
    columns: tuple[Column, ...]
    constraints: tuple[Constraint, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)


Tables = dict[str, Table]


@dataclass(frozen=True)
class Change:
    """One change of a table: what a statement or two of a revision do."""

    table: str


@dataclass(frozen=True)
class CreateTable(Change):
    """A table with all that it has."""

    made: Table = field(default_factory=lambda: Table("", ()))


@dataclass(frozen=True)
class DropTable(Change):
    """A table goes."""

    made: Table = field(default_factory=lambda: Table("", ()))


@dataclass(frozen=True)
class AddColumn(Change):
    """A column comes; with *fill*, an expression, the rows get a value, and NULL is forbidden then."""

    column: Column = field(default_factory=lambda: Column("", ""))
    fill: str | None = None


@dataclass(frozen=True)
class DropColumn(Change):
    """A column goes."""

    column: Column = field(default_factory=lambda: Column("", ""))


@dataclass(frozen=True)
class RenameColumn(Change):
    """A column gets another name, and keeps its values."""

    column: Column = field(default_factory=lambda: Column("", ""))
    new: str = ""


@dataclass(frozen=True)
class AlterType(Change):
    """A column gets another type."""

    column: Column = field(default_factory=lambda: Column("", ""))
    new: str = ""


@dataclass(frozen=True)
class AddConstraint(Change):
    """A constraint or an index comes."""

    constraint: Constraint = field(default_factory=lambda: Constraint("", "", ()))


def applied(tables: Tables, change: Change) -> Tables:
    """Return *tables* after *change*."""
    result = dict(tables)
    table = tables.get(change.table, Table("", ()))
    match change:
        case CreateTable(made=made):
            result[change.table] = made
        case DropTable():
            del result[change.table]
        case AddColumn(column=column):
            result[change.table] = replace(table, columns=(*table.columns, column))
        case DropColumn(column=column):
            kept = tuple(other for other in table.columns if other.name != column.name)
            result[change.table] = replace(table, columns=kept)
        case RenameColumn(column=column, new=new):
            result[change.table] = _with(table, column.name, replace(column, name=new))
        case AlterType(column=column, new=new):
            result[change.table] = _with(table, column.name, replace(column, type=new))
        case AddConstraint(constraint=constraint):
            result[change.table] = replace(table, constraints=(*table.constraints, constraint))
    return result


def _with(table: Table, name: str, column: Column) -> Table:
    columns = tuple(column if other.name == name else other for other in table.columns)
    return replace(table, columns=columns)
