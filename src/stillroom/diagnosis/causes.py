"""From differences to causes: what follows from another difference is folded into it."""

from collections.abc import Iterable
from dataclasses import replace

from stillroom.databases.hints import Hints
from stillroom.diagnosis.misspelt import declared_alike, named_as_expected
from stillroom.diagnosis.names import is_about, mentions
from stillroom.schema.compare import Difference, Nullability, compare
from stillroom.schema.model import Column, Constraint, PrimaryKey, Schema, Table, Unique


def causes(
    expected: Schema,
    found: Schema,
    hints: Hints,
    exact: Iterable[str] = (),
    *,
    copied: bool = False,
) -> list[Difference]:
    """Return the differences that have a cause of their own, what is misnamed first.

    *hints* are those of the database; *copied* tells that some table was made by CREATE TABLE ... AS.
    """
    switches = tuple(exact)
    found = _without_helpers(found, hints)
    named, right = named_as_expected(expected, found, hints)
    by_length = {
        (misnamed.table, misnamed.name)
        for misnamed in named
        if misnamed.kind == "column-named-by-length"
    }
    left = [
        difference
        for difference in compare(expected, right, switches)
        if (difference.table, difference.name) not in by_length
    ]
    left = _moved(_without_key_nulls(left, expected), expected, right)
    if copied:
        left = _copies(left, expected, right, hints)
    return [*named, *_folded(left, hints)]


def _without_helpers(schema: Schema, hints: Hints) -> Schema:
    helpers = hints.helper_tables(schema)
    tables = {name: table for name, table in schema.tables.items() if name not in helpers}
    return replace(schema, tables=tables)


def _without_key_nulls(left: list[Difference], expected: Schema) -> list[Difference]:
    """A column that is not the key as it should be often allows NULL because of that."""

    def follows(difference: Difference) -> bool:
        if difference.kind != "column-nullable":
            return False
        key = expected.tables[difference.table].primary_key
        return bool(key and difference.name in key.columns) and any(
            cause.table == difference.table
            and (
                cause.kind.startswith("primary-key")
                or (cause.kind, cause.name) == ("column-type", difference.name)
            )
            for cause in left
        )

    return [difference for difference in left if not follows(difference)]


# Columns that are there, at another place or under the name of another one.


def _moved(left: list[Difference], expected: Schema, found: Schema) -> list[Difference]:
    for missing in [difference for difference in left if difference.kind == "column-missing"]:
        name = missing.name or ""
        table = expected.tables[missing.table]
        column = table.column(name)
        extra_tables = (difference for difference in left if difference.kind == "table-extra")
        beside = next(
            (extra for extra in extra_tables if found.tables[extra.table].column(name)), None
        )
        instead = column and _declared_as(column, table, found)
        if beside:
            place = f"{beside.table}.{name}"
            moved = replace(missing, kind="column-in-other-table", found=place)
            folded = [beside]
        elif instead:
            moved = replace(missing, kind="column-renamed", found=instead)
            folded = [
                difference
                for difference in left
                if (difference.table, difference.name) == (missing.table, instead)
            ]
        else:
            continue
        left = [
            moved if difference is missing else difference
            for difference in left
            if difference not in folded
        ]
    return left


def _declared_as(column: Column, table: Table, found: Schema) -> str | None:
    """The other expected column that was found with the declaration of *column*, if one was."""
    for expected_column in table.columns:
        found_column = found.tables[table.name].column(expected_column.name)
        if found_column is None or declared_alike(expected_column, found_column):
            continue
        if declared_alike(column, found_column):
            return expected_column.name
    return None


# Whole tables that were made in a way that loses their declaration.


def _copies(
    left: list[Difference], expected: Schema, found: Schema, hints: Hints
) -> list[Difference]:
    for name, table in found.tables.items():
        if name in expected.tables and hints.is_copy(table):
            lost = [
                difference
                for difference in left
                if difference.table == name and _is_lost(difference)
            ]
            if lost:
                copy = Difference("create-table-as", name, found=table)
                left = [copy, *(difference for difference in left if difference not in lost)]
    return left


def _is_lost(difference: Difference) -> bool:
    declaration = ("column-type", "column-nullable", "column-default", "column-collation")
    return difference.kind in (*declaration, "column-generated", "column-conflict") or difference.kind in (
        "primary-key", "unique-missing", "foreign-key-missing", "check-missing",
    )  # fmt: skip


# What follows from another difference.


def _folded(left: list[Difference], hints: Hints) -> list[Difference]:
    views = {difference.table for difference in left if difference.kind == "view-extra"}
    missing = {difference.table for difference in left if difference.kind == "table-missing"}
    instead = missing & views
    left = [
        *(Difference("view-for-table", name) for name in sorted(instead)),
        *(difference for difference in left if difference.table not in instead),
    ]
    return [
        _with_default(difference, left)
        for difference in left
        if not any(_follows(difference, cause, hints) for cause in left if cause is not difference)
    ]


def _with_default(difference: Difference, left: list[Difference]) -> Difference:
    """A NOT NULL that brought its default with it."""
    for cause in left:
        if _default_for_not_null(cause, difference) and isinstance(cause.found, str):
            return replace(difference, found=Nullability(False, cause.found))
    return difference


def _follows(difference: Difference, cause: Difference, hints: Hints) -> bool:
    """Tell whether *difference* goes away when *cause* is mended."""
    return (
        any(rule(difference, cause) for rule in _FOLLOWS)
        or _of_the_options(difference, cause, hints)
    )  # fmt: skip


def _default_for_not_null(difference: Difference, cause: Difference) -> bool:
    return (
        (difference.kind, cause.kind) == ("column-default", "column-nullable")
        and (difference.table, difference.name) == (cause.table, cause.name)
        and difference.expected is None
        and cause.found == Nullability(allows_null=False)
    )


def _key_without_its_column(difference: Difference, cause: Difference) -> bool:
    return (
        (difference.kind, cause.kind) == ("primary-key", "column-missing")
        and difference.table == cause.table
        and isinstance(difference.expected, PrimaryKey)
        and cause.name in difference.expected.columns
    )


def _unique_for_key(difference: Difference, cause: Difference) -> bool:
    """A unique constraint over the columns that should be the key."""
    return (
        (difference.kind, cause.kind) == ("unique-extra", "primary-key")
        and isinstance(cause.expected, PrimaryKey)
        and isinstance(difference.found, Unique)
        and tuple(map(str, difference.found.parts)) == cause.expected.columns
        and difference.found.conflict is None
    )


def _of_the_options(difference: Difference, cause: Difference, hints: Hints) -> bool:
    """What a table with other options cannot have."""
    if cause.kind != "table-options" or difference.table != cause.table:
        return False
    options = cause.found if isinstance(cause.found, tuple) else ()
    type_ = difference.expected if difference.kind == "column-type" else None
    refused = isinstance(type_, str) and hints.refuses_type(options, type_)
    return refused or hints.is_virtual(options)


def _kind_of_key(difference: Difference, cause: Difference) -> bool:
    changes = cause.kind in ("column-type", "table-options")
    return difference.kind == "primary-key-kind" and changes and difference.table == cause.table


def _of_a_column(difference: Difference, cause: Difference) -> bool:
    """Whatever is said of a column that is missing, or of one that is too much."""
    sides = {"column-missing": difference.expected, "column-extra": difference.found}
    about = sides.get(cause.kind)
    if cause.name is None or about is None:
        return False
    if isinstance(about, Constraint) and not isinstance(about, PrimaryKey):
        is_table_wide = difference.kind != "constraint-name" and difference.table == cause.table
        return is_table_wide and is_about(about, cause.name)
    if not isinstance(about, str) or not difference.kind.startswith(("view-", "trigger-")):
        return False
    same_table = difference.table == cause.table or (
        difference.kind.startswith("view-") and mentions(about, cause.table)
    )
    return same_table and mentions(about, cause.name)


_FOLLOWS = (
    _of_a_column,
    _default_for_not_null,
    _key_without_its_column,
    _unique_for_key,
    _kind_of_key,
)
