"""The one comparison of two schemas: every difference, named, in a stable order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from stillroom.schema.model import (
    Check,
    Column,
    Constraint,
    ForeignKey,
    Index,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)
from stillroom.schema.tolerances import tolerate


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between the schema expected and the schema found.

    ``kind`` is the stable name of the mistake; ``expected`` and ``found`` are SQL words, None
    where there is nothing on that side; ``name`` is a column, or the words for a constraint.
    """

    kind: str
    table: str
    name: str | None = None
    expected: str | None = None
    found: str | None = None


def compare(expected: Schema, found: Schema, exact: Iterable[str] = ()) -> list[Difference]:
    """Return every difference between *expected* and *found*, apart from what is tolerated.

    *exact* names the tolerances that are off (see ``TOLERANCES``).
    """
    switches = frozenset(exact)
    return list(_schemas(tolerate(expected, switches), tolerate(found, switches)))


def _schemas(expected: Schema, found: Schema) -> Iterator[Difference]:
    for name in _missing(expected.tables, found.tables):
        yield Difference("table-missing", name, expected=_columns(expected.tables[name]))
    for name in _missing(found.tables, expected.tables):
        yield Difference("table-extra", name, found=_columns(found.tables[name]))
    for name, table in expected.tables.items():
        if name in found.tables:
            yield from _tables(table, found.tables[name])
    yield from _texts("view", expected.views, found.views)
    yield from _triggers(expected.triggers, found.triggers)


def _missing(names: Iterable[str], others: Iterable[str]) -> list[str]:
    there = set(others)
    return [name for name in names if name not in there]


def _columns(table: Table) -> str:
    return ", ".join(table.column_names)


def _tables(expected: Table, found: Table) -> Iterator[Difference]:
    name = expected.name
    if expected.options != found.options:
        yield Difference(
            "table-options",
            name,
            None,
            " ".join(expected.options) or None,
            " ".join(found.options) or None,
        )
    for column in expected.columns:
        if found.column(column.name) is None:
            yield Difference("column-missing", name, column.name, column_words(column))
    for column in found.columns:
        if expected.column(column.name) is None:
            yield Difference("column-extra", name, column.name, found=column_words(column))
    for column in expected.columns:
        if other := found.column(column.name):
            yield from _column_facts(name, column, other)
    yield from _order(expected, found)
    yield from _primary_keys(name, expected.primary_key, found.primary_key)
    for kind, attribute, words, same in _CONSTRAINTS:
        sides = getattr(expected, attribute), getattr(found, attribute)
        yield from _constraints(kind, name, *sides, words, same)


_COLUMN_FACTS: tuple[tuple[str, Callable[[Column], str | None]], ...] = (
    ("column-type", lambda column: column.type or "no type"),
    ("column-nullable", lambda column: "NULL allowed" if column.nullable else "NOT NULL"),
    ("column-default", lambda column: column.default),
    ("column-collation", lambda column: column.collation),
    ("column-generated", lambda column: str(column.generated) if column.generated else None),
    ("column-conflict", lambda column: column.conflict),
)


def _column_facts(table: str, expected: Column, found: Column) -> Iterator[Difference]:
    for kind, fact in _COLUMN_FACTS:
        wanted, there = fact(expected), fact(found)
        if wanted != there:
            yield Difference(kind, table, expected.name, wanted, there)


def _order(expected: Table, found: Table) -> Iterator[Difference]:
    """Only where the order is not tolerated: there both sides are sorted."""
    same_names = set(expected.column_names) == set(found.column_names)
    if same_names and expected.column_names != found.column_names:
        yield Difference("column-order", expected.name, None, _columns(expected), _columns(found))


def _primary_keys(
    table: str, expected: PrimaryKey | None, found: PrimaryKey | None
) -> Iterator[Difference]:
    if expected == found:
        return
    if expected is None or found is None or expected.columns != found.columns:
        yield Difference("primary-key", table, None, key_words(expected), key_words(found))
    elif expected.autoincrement != found.autoincrement:
        words = ["AUTOINCREMENT" if key.autoincrement else None for key in (expected, found)]
        yield Difference("primary-key-autoincrement", table, expected.columns[0], *words)
    elif _kind(expected) != _kind(found):
        # The type of the column says it better where it differs, and is reported there.
        yield Difference("primary-key-kind", table, None, kind_words(expected), kind_words(found))
    else:
        yield Difference("constraint-name", table, "PRIMARY KEY", *_apart(expected, found))


def _kind(key: PrimaryKey) -> tuple[object, ...]:
    return key.is_row_number, key.conflict, key.parts


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
    words = [
        column.type,
        None if column.nullable else "NOT NULL",
        f"DEFAULT {column.default}" if column.default is not None else None,
        f"COLLATE {column.collation}" if column.collation else None,
        str(column.generated) if column.generated else None,
    ]
    return " ".join(word for word in words if word) or "no type"


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
        f" ON {what} {action}"
        for what, action in (("DELETE", key.on_delete), ("UPDATE", key.on_update))
        if action != "NO ACTION"
    ]
    deferred = f" {key.deferred}" if key.deferred else ""
    own, there = ", ".join(key.columns), ", ".join(key.targets)
    return f"FOREIGN KEY ({own}) REFERENCES {key.table} ({there}){''.join(actions)}{deferred}"


def check_words(check: Check) -> str:
    """Return ``CHECK (price > 0)``."""
    return f"CHECK ({check.expression})"


# Kind, attribute of Table, words for one, and what makes two of them the same one with a change.
_CONSTRAINTS: tuple[tuple[str, str, Callable[[Any], str], Callable[[Any], Any]], ...] = (
    ("unique", "uniques", unique_words, lambda unique: sorted(part.name for part in unique.parts)),
    ("index", "indexes", index_words, lambda index: sorted(part.name for part in index.parts)),
    ("foreign-key", "foreign_keys", foreign_key_words, lambda key: key.columns),
    ("check", "checks", check_words, lambda check: check.name),
)


def _constraints(
    kind: str,
    table: str,
    expected: Sequence[Constraint],
    found: Sequence[Constraint],
    words: Callable[[Any], str],
    same: Callable[[Any], Any],
) -> Iterator[Difference]:
    extra = list(found)
    missing = []
    for constraint in expected:
        if constraint in extra:
            extra.remove(constraint)
        else:
            missing.append(constraint)
    for constraint in missing:
        changed = next((other for other in extra if same(other) == same(constraint)), None)
        if changed is None:
            yield Difference(f"{kind}-missing", table, words(constraint), words(constraint))
            continue
        extra.remove(changed)
        if words(constraint) == words(changed):
            yield Difference(
                "constraint-name", table, words(constraint), *_apart(constraint, changed)
            )
        else:
            yield Difference(
                f"{kind}-differs", table, words(constraint), words(constraint), words(changed)
            )
    for constraint in extra:
        yield Difference(f"{kind}-extra", table, words(constraint), found=words(constraint))


_PLACES = {True: "beside its column", False: "for the table", None: "as an index"}


def _apart(expected: Constraint, found: Constraint) -> tuple[str, str]:
    """The name, or else the place, in which two otherwise equal constraints differ."""
    if expected.name != found.name:
        return expected.name or "no name", found.name or "no name"
    return _PLACES[expected.inline], _PLACES[found.inline]


def _texts(kind: str, expected: dict[str, str], found: dict[str, str]) -> Iterator[Difference]:
    for name in _missing(expected, found):
        yield Difference(f"{kind}-missing", name, expected=expected[name])
    for name in _missing(found, expected):
        yield Difference(f"{kind}-extra", name, found=found[name])
    for name, text in expected.items():
        if name in found and text != found[name]:
            yield Difference(f"{kind}-differs", name, None, text, found[name])


def _triggers(
    expected: dict[str, tuple[str, str]], found: dict[str, tuple[str, str]]
) -> Iterator[Difference]:
    tables = {name: table for name, (table, _) in {**found, **expected}.items()}
    texts = ({name: sql for name, (_, sql) in side.items()} for side in (expected, found))
    for one in _texts("trigger", *texts):
        yield Difference(one.kind, tables[one.table], one.table, one.expected, one.found)
