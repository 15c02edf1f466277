"""Words for the parts of a schema and for differences, as SQL writes them: made where they are shown."""

from dataclasses import dataclass

from stillroom.schema.compare import Difference, Nullability, Value
from stillroom.schema.model import (
    Check,
    Column,
    Constraint,
    ForeignKey,
    Index,
    PrimaryKey,
    Table,
    Unique,
)

_PLACES = {True: "beside its column", False: "for the table", None: "as an index"}


@dataclass(frozen=True, slots=True)
class InWords:
    """A difference in words; ``name`` is a column, a trigger, or the words for a constraint."""

    kind: str
    table: str
    name: str | None = None
    expected: str | None = None
    found: str | None = None

    @property
    def what(self) -> str:
        """The kind of part that it is about, such as ``column`` or ``foreign-key``."""
        return self.kind.rpartition("-")[0]

    @property
    def how(self) -> str:
        """How the sides differ: ``missing``, ``extra``, or by what, such as ``type``."""
        return self.kind.rpartition("-")[2]

    @property
    def subject(self) -> str:
        """What is missing or extra, as it is called: ``column users.email``, ``UNIQUE (a) of users``."""
        what = self.what
        part = what.replace("-", " ")
        if what in ("table", "view"):
            return f"{part} {self.table}"
        if what in ("column", "trigger"):
            return f"{part} {self.table}.{self.name}"
        return f"{self.name or part} of {self.table}"


def in_words(difference: Difference) -> InWords:
    """Return *difference* with words in the place of its values."""
    kind, expected, found = difference.kind, difference.expected, difference.found
    subject = expected if expected is not None else found
    name = constraint_words(subject) if isinstance(subject, Constraint) else None
    if kind.startswith("primary-key"):
        name = None
    if kind != "constraint-name" or not isinstance(expected, Constraint):
        sides = _side(kind, expected), _side(kind, found)
    else:
        name = "PRIMARY KEY" if isinstance(expected, PrimaryKey) else name
        sides = _apart(expected, found)
    return InWords(kind, difference.table, difference.name or name, *sides)


def _side(kind: str, value: Value | None) -> str | None:
    """The words for one side of a difference of *kind*."""
    match value:
        case None:
            return None
        case Table():
            return _table_words(kind, value)
        case Column():
            return column_words(value)
        case PrimaryKey():
            return kind_words(value) if kind == "primary-key-kind" else key_words(value)
        case Constraint():
            return constraint_words(value)
        case Nullability():
            default = f" DEFAULT {value.default}" if value.default is not None else ""
            return "NULL allowed" if value.allows_null else f"NOT NULL{default}"
        case bool():
            return "AUTOINCREMENT"
        case tuple():
            return (" " if kind == "table-options" else ", ").join(value)
    return str(value) or "no type" if kind == "column-type" else str(value)


def _table_words(kind: str, table: Table) -> str:
    if kind == "create-table-as":
        return ", ".join(f"{column.name} {column.type}".strip() for column in table.columns)
    return ", ".join(table.column_names)


def _apart(expected: Constraint, found: Value | None) -> tuple[str, str]:
    """The name, or else the place, in which two otherwise equal constraints differ."""
    found_constraint = found if isinstance(found, Constraint) else Constraint()
    if expected.name != found_constraint.name:
        return expected.name or "no name", found_constraint.name or "no name"
    return _PLACES[expected.inline], _PLACES[found_constraint.inline]


def constraint_words(constraint: Constraint) -> str:
    """Return a constraint as SQL declares it, without its name."""
    match constraint:
        case PrimaryKey():
            return key_words(constraint) or ""
        case Unique():
            return unique_words(constraint)
        case Index():
            return index_words(constraint)
        case ForeignKey():
            return foreign_key_words(constraint)
        case Check():
            return check_words(constraint)
    return ""


def key_words(key: PrimaryKey | None) -> str | None:
    """Return ``PRIMARY KEY (id)``, or None for no key."""
    return f"PRIMARY KEY ({', '.join(key.columns)})" if key else None


def kind_words(key: PrimaryKey) -> str:
    """Return what kind of primary key it is, for a key over the right columns."""
    kind = "the row number itself" if key.is_row_number else "an index of its own"
    conflict = f" ON CONFLICT {key.conflict}" if key.conflict else ""
    special = any(part.collation or part.descending for part in key.parts)
    parts = f" ({', '.join(map(str, key.parts))})" if special else ""
    return f"PRIMARY KEY{parts} with {kind}{conflict}"


def column_words(column: Column) -> str:
    """Return a column as a CREATE TABLE statement would declare it, without its name."""
    return " ".join(word for word in (column.type, beside_type(column)) if word) or "no type"


def beside_type(column: Column) -> str:
    """Return what a CREATE TABLE statement would say of a column behind its type."""
    words = [
        None if column.nullable else "NOT NULL",
        f"DEFAULT {column.default}" if column.default is not None else None,
        f"COLLATE {column.collation}" if column.collation else None,
        str(column.generated) if column.generated else None,
    ]
    return " ".join(word for word in words if word)


def unique_words(unique: Unique) -> str:
    """Return ``UNIQUE (email)``."""
    conflict = f" ON CONFLICT {unique.conflict}" if unique.conflict else ""
    return f"UNIQUE ({', '.join(map(str, unique.parts))}){conflict}"


def index_words(index: Index) -> str:
    """Return ``INDEX (name DESC) WHERE active``."""
    unique, where = (
        "UNIQUE " if index.unique else "",
        f" WHERE {index.where}" if index.where else "",
    )
    return f"{unique}INDEX ({', '.join(map(str, index.parts))}){where}"


def foreign_key_words(key: ForeignKey) -> str:
    """Return ``FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE``."""
    actions = [
        f" ON {event} {action}"
        for event, action in (("DELETE", key.on_delete), ("UPDATE", key.on_update))
        if action != "NO ACTION"
    ]
    deferred = f" {key.deferred}" if key.deferred else ""
    own, targets = ", ".join(key.columns), ", ".join(key.targets)
    return f"FOREIGN KEY ({own}) REFERENCES {key.table} ({targets}){''.join(actions)}{deferred}"


def check_words(check: Check) -> str:
    """Return ``CHECK (price > 0)``."""
    return f"CHECK ({check.expression})"
