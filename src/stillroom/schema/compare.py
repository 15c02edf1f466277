"""The one comparison of two schemas: every difference, named, in a stable order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stillroom.schema.model import (
    Check,
    Column,
    ForeignKey,
    Generated,
    Index,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)
from stillroom.schema.tolerances import tolerate


@dataclass(frozen=True, slots=True)
class Nullability:
    """Whether a column allows NULL, and the default that came with its NOT NULL, if one did."""

    allows_null: bool
    default: str | None = None


Value = (
    str | bool | tuple[str, ...] | Table | Column | Generated | Nullability | PrimaryKey | Unique
    | Index | ForeignKey | Check
)  # fmt: skip
"""One side of a difference: a part of a schema, or the text or the names that it has there."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between the schema expected and the schema found.

    ``kind`` is the stable name of the mistake; ``name`` is a column or a trigger, where it is about
    one; ``expected`` and ``found`` are values, None where there is nothing on that side. The words
    for them are made where they are shown (see ``schema/words.py``).
    """

    kind: str
    table: str
    name: str | None = None
    expected: Value | None = None
    found: Value | None = None

    @property
    def is_missing(self) -> bool:
        """Whether something that is expected is not there."""
        return self.kind.endswith("-missing")

    @property
    def is_extra(self) -> bool:
        """Whether something is there that is not expected."""
        return self.kind.endswith("-extra")


def compare(expected: Schema, found: Schema, exact: Iterable[str] = ()) -> list[Difference]:
    """Return every difference between *expected* and *found*, apart from what is tolerated.

    *exact* names the tolerances that are off (see ``TOLERANCES``).
    """
    switches = frozenset(exact)
    return list(_schemas(tolerate(expected, switches), tolerate(found, switches)))


def _schemas(expected: Schema, found: Schema) -> Iterator[Difference]:
    for name in _missing(expected.tables, found.tables):
        yield Difference("table-missing", name, expected=expected.tables[name])
    for name in _missing(found.tables, expected.tables):
        yield Difference("table-extra", name, found=found.tables[name])
    for name, table in expected.tables.items():
        if name in found.tables:
            yield from _tables(table, found.tables[name])
    yield from _texts("view", expected.views, found.views)
    yield from _triggers(expected.triggers, found.triggers)


def _missing(names: Iterable[str], other_names: Iterable[str]) -> list[str]:
    known = set(other_names)
    return [name for name in names if name not in known]


def _tables(expected: Table, found: Table) -> Iterator[Difference]:
    name = expected.name
    if expected.options != found.options:
        yield Difference(
            "table-options",
            name,
            None,
            expected.options or None,
            found.options or None,
        )
    for column in expected.columns:
        if found.column(column.name) is None:
            yield Difference("column-missing", name, column.name, column)
    for column in found.columns:
        if expected.column(column.name) is None:
            yield Difference("column-extra", name, column.name, found=column)
    for column in expected.columns:
        if found_column := found.column(column.name):
            yield from _column_facts(name, column, found_column)
    yield from _order(expected, found)
    yield from _primary_keys(name, expected.primary_key, found.primary_key)
    differences: list[Difference] = []
    for kind, attribute, subject in _CONSTRAINTS:
        sides = getattr(expected, attribute), getattr(found, attribute)
        differences += _constraints(kind, name, *sides, subject)
    yield from _with_the_other_kind(differences)


_COLUMN_FACTS: tuple[tuple[str, Callable[[Column], Value | None]], ...] = (
    ("column-type", lambda column: column.type),
    ("column-nullable", lambda column: Nullability(column.nullable)),
    ("column-default", lambda column: column.default),
    ("column-collation", lambda column: column.collation),
    ("column-generated", lambda column: column.generated),
    ("column-conflict", lambda column: column.conflict),
)


def _column_facts(table: str, expected: Column, found: Column) -> Iterator[Difference]:
    for kind, fact in _COLUMN_FACTS:
        expected_fact, found_fact = fact(expected), fact(found)
        if expected_fact != found_fact:
            yield Difference(kind, table, expected.name, expected_fact, found_fact)


def _order(expected: Table, found: Table) -> Iterator[Difference]:
    """Only where the order is not tolerated: there both sides are sorted."""
    same_names = set(expected.column_names) == set(found.column_names)
    if same_names and expected.column_names != found.column_names:
        yield Difference(
            "column-order", expected.name, None, expected.column_names, found.column_names
        )


def _primary_keys(
    table: str, expected: PrimaryKey | None, found: PrimaryKey | None
) -> Iterator[Difference]:
    if expected == found:
        return
    if expected is None or found is None or expected.columns != found.columns:
        yield Difference("primary-key", table, None, expected, found)
    elif expected.autoincrement != found.autoincrement:
        sides = (key.autoincrement or None for key in (expected, found))
        yield Difference("primary-key-autoincrement", table, expected.columns[0], *sides)
    elif _kind(expected) != _kind(found):
        # The type of the column says it better where it differs, and is reported there.
        yield Difference("primary-key-kind", table, None, expected, found)
    else:
        yield Difference("constraint-name", table, None, expected, found)


def _kind(key: PrimaryKey) -> tuple[object, ...]:
    return key.is_row_number, key.conflict, key.parts


# Kind, attribute of Table, and what makes two of them the same one with a change.
_CONSTRAINTS: tuple[tuple[str, str, Callable[[Any], Any]], ...] = (
    ("unique", "uniques", lambda unique: sorted(part.name for part in unique.parts)),
    ("foreign-key", "foreign_keys", lambda key: key.columns),
    ("index", "indexes", lambda index: sorted(part.name for part in index.parts)),
    ("check", "checks", lambda check: check.name),
)

TableConstraint = Unique | Index | ForeignKey | Check


def _constraints(
    kind: str,
    table: str,
    expected: Sequence[TableConstraint],
    found: Sequence[TableConstraint],
    subject: Callable[[Any], Any],
) -> Iterator[Difference]:
    extra = list(found)
    missing = []
    for constraint in expected:
        if constraint in extra:
            extra.remove(constraint)
        else:
            missing.append(constraint)
    for constraint in missing:
        changed = next(
            (candidate for candidate in extra if subject(candidate) == subject(constraint)), None
        )
        if changed is None:
            yield Difference(f"{kind}-missing", table, None, constraint)
            continue
        extra.remove(changed)
        same = _unnamed(constraint) == _unnamed(changed)
        how = "constraint-name" if same else f"{kind}-differs"
        yield Difference(how, table, None, constraint, changed)
    for constraint in extra:
        yield Difference(f"{kind}-extra", table, found=constraint)


_OTHER_KIND = {"unique-missing": "index-extra", "index-missing": "unique-extra"}


def _with_the_other_kind(differences: Sequence[Difference]) -> list[Difference]:
    """A unique constraint in the place of an index over the same columns is one difference."""
    result = list(differences)
    for missing in differences:
        other = next(
            (
                extra
                for extra in result
                if extra.kind == _OTHER_KIND.get(missing.kind)
                and _columns(extra.found) == _columns(missing.expected)
            ),
            None,
        )
        if other is not None:
            result.remove(other)
            kind = f"{missing.kind.partition('-')[0]}-differs"
            result[result.index(missing)] = replace(missing, kind=kind, found=other.found)
    return result


def _columns(constraint: Value | None) -> list[str]:
    parts = constraint.parts if isinstance(constraint, (Unique, Index)) else ()
    return sorted(part.name for part in parts)


def _unnamed(constraint: TableConstraint) -> TableConstraint:
    """A constraint without what says nothing of its effect: its name and its place."""
    return replace(constraint, name=None, inline=None)


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
    for difference in _texts("trigger", *texts):
        yield Difference(
            difference.kind,
            tables[difference.table],
            difference.table,
            difference.expected,
            difference.found,
        )
