"""From differences to causes: what follows from another difference is folded into it."""

from collections.abc import Iterable
from dataclasses import replace

from stillroom.databases.hints import Hints
from stillroom.diagnosis.follow import follows, is_default_for_not_null
from stillroom.diagnosis.misspelt import declared_alike, named_as_expected
from stillroom.schema.compare import Difference, Nullability, compare
from stillroom.schema.model import Column, Schema, Table
from stillroom.util.text import nearest


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
    misnamed, right_names = named_as_expected(expected, _without_helpers(found, hints), hints)
    differences = compare(expected, right_names, tuple(exact))
    known_lengths = _without_named_by_length(differences, misnamed)
    own_nulls = _without_key_nulls(known_lengths, expected)
    placed = _with_columns_elsewhere(own_nulls, expected, right_names)
    declared = _with_copied_tables(placed, expected, right_names, hints) if copied else placed
    in_place = _with_misspelt_views(_with_views_for_tables(declared))
    return [*misnamed, *_without_consequences(in_place, hints)]


def _without_helpers(schema: Schema, hints: Hints) -> Schema:
    helpers = hints.helper_tables(schema)
    tables = {name: table for name, table in schema.tables.items() if name not in helpers}
    return replace(schema, tables=tables)


def _without_named_by_length(
    differences: list[Difference], misnamed: list[Difference]
) -> list[Difference]:
    """Nothing more is said of a column whose name is its length."""
    columns = {
        (difference.table, difference.name)
        for difference in misnamed
        if difference.kind == "column-named-by-length"
    }
    return [
        difference
        for difference in differences
        if (difference.table, difference.name) not in columns
    ]


def _without_key_nulls(differences: list[Difference], expected: Schema) -> list[Difference]:
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
            for cause in differences
        )

    return [difference for difference in differences if not follows(difference)]


# Columns that are there, at another place or under the name of another one.


def _with_columns_elsewhere(
    differences: list[Difference], expected: Schema, found: Schema
) -> list[Difference]:
    """A missing column that is in another table, or under another expected name, is one mistake."""
    result = differences
    for missing in [
        difference for difference in differences if difference.kind == "column-missing"
    ]:
        result = _with_column_elsewhere(missing, result, expected, found)
    return result


def _with_column_elsewhere(
    missing: Difference, differences: list[Difference], expected: Schema, found: Schema
) -> list[Difference]:
    name = missing.name or ""
    table = expected.tables[missing.table]
    column = table.column(name)
    extra_tables = (difference for difference in differences if difference.kind == "table-extra")
    beside = next((extra for extra in extra_tables if found.tables[extra.table].column(name)), None)
    instead = column and _declared_as(column, table, found)
    if beside:
        place = f"{beside.table}.{name}"
        moved = replace(missing, kind="column-in-other-table", found=place)
        explained = [beside]
    elif instead:
        moved = replace(missing, kind="column-renamed", found=instead)
        explained = [
            difference
            for difference in differences
            if (difference.table, difference.name) == (missing.table, instead)
        ]
    else:
        return differences
    return [
        moved if difference is missing else difference
        for difference in differences
        if difference not in explained
    ]


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


def _with_copied_tables(
    differences: list[Difference], expected: Schema, found: Schema, hints: Hints
) -> list[Difference]:
    """A table that CREATE TABLE ... AS made is one mistake, with all of the declaration that it lost."""
    result = differences
    for name, table in found.tables.items():
        if name in expected.tables and hints.is_copy(table):
            result = _with_copied_table(name, table, result)
    return result


def _with_copied_table(name: str, table: Table, differences: list[Difference]) -> list[Difference]:
    lost = [
        difference
        for difference in differences
        if difference.table == name and _is_lost(difference)
    ]
    if not lost:
        return differences
    copy = Difference("create-table-as", name, found=table)
    return [copy, *(difference for difference in differences if difference not in lost)]


def _is_lost(difference: Difference) -> bool:
    declaration = ("column-type", "column-nullable", "column-default", "column-collation")
    return difference.kind in (*declaration, "column-generated", "column-conflict") or difference.kind in (
        "primary-key", "unique-missing", "foreign-key-missing", "check-missing",
    )  # fmt: skip


# What follows from another difference (see ``follow``).


def _with_views_for_tables(differences: list[Difference]) -> list[Difference]:
    """A view under the name of a missing table is one mistake, and so is a table under that of a view."""
    views = {difference.table for difference in differences if difference.kind == "view-extra"}
    missing = {difference.table for difference in differences if difference.kind == "table-missing"}
    instead = missing & views
    wanted = {difference.table for difference in differences if difference.kind == "view-missing"}
    return [
        *(Difference("view-for-table", name) for name in sorted(instead)),
        *(
            difference
            for difference in differences
            if difference.table not in instead
            and not (difference.kind == "table-extra" and difference.table in wanted)
        ),
    ]


def _with_misspelt_views(differences: list[Difference]) -> list[Difference]:
    """A view that is missing, and one that is almost called so or asks the same, are one mistake."""
    extra = {each.table: each for each in differences if each.kind == "view-extra"}
    result = differences
    for missing in (each for each in differences if each.kind == "view-missing"):
        same = [
            name for name, each in extra.items() if _query(each.found) == _query(missing.expected)
        ]
        if instead := nearest(missing.table, extra) or next(iter(same), None):
            told = replace(missing, found=instead)
            gone = extra.pop(instead)
            result = [told if each is missing else each for each in result if each is not gone]
    return result


def _query(view: object) -> str:
    """The text of a view behind its name."""
    return str(view).partition(" as ")[2]


def _without_consequences(differences: list[Difference], hints: Hints) -> list[Difference]:
    """Only the differences that do not go away when another one is mended."""
    return [
        _with_default(difference, differences)
        for difference in differences
        if not any(
            follows(difference, cause, hints) for cause in differences if cause is not difference
        )
    ]


def _with_default(difference: Difference, differences: list[Difference]) -> Difference:
    """A NOT NULL that brought its default with it."""
    for cause in differences:
        if is_default_for_not_null(cause, difference) and isinstance(cause.found, str):
            return replace(difference, found=Nullability(False, cause.found))
    return difference
