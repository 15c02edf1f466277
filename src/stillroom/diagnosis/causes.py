"""From differences to causes: what follows from another difference is folded into it."""

from collections.abc import Iterable
from dataclasses import replace

from stillroom.diagnosis.names import mentions
from stillroom.diagnosis.renames import declared_alike, is_virtual, named_as_expected
from stillroom.schema.compare import Difference, compare
from stillroom.schema.model import Column, Schema, Table

_SHADOWS = ("config", "content", "data", "docsize", "idx", "segdir", "segments", "stat",
            "node", "parent", "rowid")  # fmt: skip
"""The tables that SQLite makes beside a virtual table are called after it, with one of these."""
_COPIED_TYPES = {"INT", "TEXT", "NUM", "REAL", ""}
"""What CREATE TABLE ... AS makes of every type."""
_STRICT_TYPES = {"INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"}


def causes(
    expected: Schema, found: Schema, exact: Iterable[str] = (), *, copied: bool = False
) -> list[Difference]:
    """Return the differences that have a cause of their own, what is misnamed first.

    *copied* tells that some table was made by CREATE TABLE ... AS.
    """
    switches = tuple(exact)
    found = _without_shadows(found)
    named, right = named_as_expected(expected, found)
    by_length = {(one.table, one.name) for one in named if one.kind == "column-named-by-length"}
    left = [
        one for one in compare(expected, right, switches) if (one.table, one.name) not in by_length
    ]
    left = _moved(_without_key_nulls(left, expected), expected, right)
    if copied:
        left = _copies(left, expected, right)
    return [*named, *_folded(left)]


def _without_shadows(schema: Schema) -> Schema:
    virtual = [name for name, table in schema.tables.items() if is_virtual(table)]
    shadows = {f"{name}_{part}" for name in virtual for part in _SHADOWS}
    tables = {name: table for name, table in schema.tables.items() if name not in shadows}
    return replace(schema, tables=tables)


def _without_key_nulls(left: list[Difference], expected: Schema) -> list[Difference]:
    """A column that is not the key as it should be often allows NULL because of that."""

    def follows(one: Difference) -> bool:
        key = expected.tables[one.table].primary_key if one.kind == "column-nullable" else None
        return bool(key and one.name in key.columns) and any(
            two.table == one.table
            and (two.kind.startswith("primary-key") or (two.kind, two.name) == retyped)
            for retyped in [("column-type", one.name)]
            for two in left
        )

    return [one for one in left if not follows(one)]


# Columns that are there, at another place or under the name of another one.


def _moved(left: list[Difference], expected: Schema, found: Schema) -> list[Difference]:
    for one in [two for two in left if two.kind == "column-missing"]:
        name = one.name or ""
        wanted = expected.tables[one.table].column(name)
        beside = next(
            (
                two
                for two in left
                if two.kind == "table-extra" and found.tables[two.table].column(name)
            ),
            None,
        )
        instead = wanted and _declared_as(wanted, expected.tables[one.table], found)
        if beside:
            place = f"{beside.table}.{name}"
            moved = Difference("column-in-other-table", one.table, name, one.expected, place)
            left = [moved if two is one else two for two in left if two is not beside]
        elif instead:
            moved = Difference("column-renamed", one.table, name, one.expected, instead)
            of_it = [two for two in left if (two.table, two.name) == (one.table, instead)]
            left = [moved if two is one else two for two in left if two not in of_it]
    return left


def _declared_as(wanted: Column, table: Table, found: Schema) -> str | None:
    """The other expected column that was found with the declaration of *wanted*, if one was."""
    for column in table.columns:
        there = found.tables[table.name].column(column.name)
        right = there and declared_alike(column, there)
        if there and not right and declared_alike(wanted, there):
            return column.name
    return None


# Whole tables that were made in a way that loses their declaration.


def _copies(left: list[Difference], expected: Schema, found: Schema) -> list[Difference]:
    for name, table in found.tables.items():
        if name in expected.tables and _is_copy(table):
            lost = [one for one in left if one.table == name and _is_lost(one)]
            if lost:
                words = ", ".join(f"{one.name} {one.type}".strip() for one in table.columns)
                copy = Difference("create-table-as", name, None, None, words)
                left = [copy, *(one for one in left if one not in lost)]
    return left


def _is_copy(table: Table) -> bool:
    plain = all(column.nullable and column.type in _COPIED_TYPES for column in table.columns)
    return plain and not (table.primary_key or table.uniques or table.foreign_keys or table.checks)


def _is_lost(one: Difference) -> bool:
    declaration = ("column-type", "column-nullable", "column-default", "column-collation")
    return one.kind in (*declaration, "column-generated", "column-conflict") or one.kind in (
        "primary-key", "unique-missing", "foreign-key-missing", "check-missing",
    )  # fmt: skip


# What follows from another difference.


def _folded(left: list[Difference]) -> list[Difference]:
    views = {one.table for one in left if one.kind == "view-extra"}
    instead = {one.table for one in left if one.kind == "table-missing"} & views
    left = [
        *(Difference("view-for-table", name) for name in sorted(instead)),
        *(one for one in left if one.table not in instead),
    ]
    return [
        _with_default(one, left)
        for one in left
        if not any(rule(one, two) for rule in _FOLLOWS for two in left if two is not one)
    ]


def _with_default(one: Difference, left: list[Difference]) -> Difference:
    """A NOT NULL that brought its default with it."""
    default = next((two for two in left if _default_for_not_null(two, one)), None)
    return replace(one, found=f"{one.found} DEFAULT {default.found}") if default else one


def _default_for_not_null(one: Difference, cause: Difference) -> bool:
    return (
        (one.kind, cause.kind) == ("column-default", "column-nullable")
        and (one.table, one.name) == (cause.table, cause.name)
        and one.expected is None
        and cause.found == "NOT NULL"
    )


def _key_without_its_column(one: Difference, cause: Difference) -> bool:
    return (
        (one.kind, cause.kind) == ("primary-key", "column-missing")
        and one.table == cause.table
        and cause.name in (one.expected or "").partition("(")[2].rstrip(")").split(", ")
    )


def _unique_for_key(one: Difference, cause: Difference) -> bool:
    key = (cause.expected or "").replace("PRIMARY KEY", "UNIQUE")
    return (one.kind, cause.kind, one.found) == ("unique-extra", "primary-key", key)


def _not_in_strict(one: Difference, cause: Difference) -> bool:
    return (
        (one.kind, cause.kind) == ("column-type", "table-options")
        and one.table == cause.table
        and "STRICT" in (cause.found or "")
        and one.expected not in _STRICT_TYPES
    )


def _of_a_virtual_table(one: Difference, cause: Difference) -> bool:
    virtual = (cause.found or "").startswith("VIRTUAL")
    return cause.kind == "table-options" and virtual and one.table == cause.table


def _kind_of_key(one: Difference, cause: Difference) -> bool:
    changes = cause.kind in ("column-type", "table-options")
    return one.kind == "primary-key-kind" and changes and one.table == cause.table


_WITH_COLUMNS = ("unique-", "index-", "foreign-key-", "check-", "view-", "trigger-")


def _of_a_column(one: Difference, cause: Difference) -> bool:
    """Whatever is said of a column that is missing, or of one that is too much."""
    text = {"column-missing": one.expected, "column-extra": one.found}.get(cause.kind)
    if not (text and cause.name and one.kind.startswith(_WITH_COLUMNS)):
        return False
    same_table = one.table == cause.table or (
        one.kind.startswith("view-") and mentions(text, cause.table)
    )
    return same_table and mentions(text, cause.name)


_FOLLOWS = (
    _of_a_column,
    _default_for_not_null,
    _key_without_its_column,
    _unique_for_key,
    _not_in_strict,
    _of_a_virtual_table,
    _kind_of_key,
)
