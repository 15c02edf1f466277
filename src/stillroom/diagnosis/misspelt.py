"""Misspelt names: each is one mistake, and everything else is compared under the expected names."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from stillroom.databases.hints import Hints
from stillroom.diagnosis.names import mentions, renamed
from stillroom.schema.compare import Difference
from stillroom.schema.model import Column, Schema, Table
from stillroom.schema.words import column_words
from stillroom.util.text import nearest


def named_as_expected(
    expected: Schema, found: Schema, hints: Hints
) -> tuple[list[Difference], Schema]:
    """Return what is misnamed in *found*, and *found* under the names of *expected*."""
    missing = [name for name in expected.tables if name not in found.tables | found.views]
    extra = [name for name in found.tables if name not in expected.tables]
    table_pairs = _pairs(
        missing,
        extra,
        lambda expected_name, found_name: _alike(
            expected.tables[expected_name], found.tables[found_name]
        ),
    )
    differences = [
        Difference("table-misspelt", expected_name, found_name, expected_name, found_name)
        for expected_name, found_name in table_pairs.items()
    ]
    schema = _rename_tables(found, _turned_round(table_pairs))
    for name, table in expected.tables.items():
        found_table = schema.tables.get(name)
        if found_table is None or hints.is_virtual(found_table.options):
            continue
        column_pairs = _column_pairs(table, found_table)
        table_in_database = table_pairs.get(name, name)
        differences += [
            _misnamed(table_in_database, table, expected_name, found_name)
            for expected_name, found_name in column_pairs.items()
        ]
        schema = _under_expected_columns(schema, name, _turned_round(column_pairs))
    return differences, schema


def _turned_round(pairs: Mapping[str, str]) -> dict[str, str]:
    return {found_name: expected_name for expected_name, found_name in pairs.items()}


def _under_expected_columns(schema: Schema, table: str, names: Mapping[str, str]) -> Schema:
    """*schema* with other names of columns of *table*, there and wherever they are referred to."""
    tables = {**schema.tables, table: _rename_columns(schema.tables[table], names)}
    return _rename_in_others(replace(schema, tables=tables), table, names)


def _misnamed(
    table_in_database: str, expected: Table, expected_name: str, found_name: str
) -> Difference:
    column = expected.column(expected_name)
    if found_name.isdecimal() and column:
        kind = "column-named-by-length"
        return Difference(kind, table_in_database, expected_name, column, found_name)
    return Difference("column-misspelt", table_in_database, found_name, expected_name, found_name)


def _pairs(
    missing: list[str], extra: list[str], alike: Callable[[str, str], bool]
) -> dict[str, str]:
    """What is missing, and the extra thing that was probably meant to be it.

    Near names are paired first. One missing and one extra thing that remain are a pair where *alike*
    tells so of them.
    """
    pairs: dict[str, str] = {}
    for missing_name in missing:
        free = [name for name in extra if name not in pairs.values()]
        if match := nearest(missing_name, free):
            pairs[missing_name] = match
    unpaired_missing = [name for name in missing if name not in pairs]
    unpaired_extra = [name for name in extra if name not in pairs.values()]
    match unpaired_missing, unpaired_extra:
        case [missing_name], [extra_name] if alike(missing_name, extra_name):
            pairs[missing_name] = extra_name
    return pairs


def _alike(expected: Table, found: Table) -> bool:
    common = set(expected.column_names) & set(found.column_names)
    return 2 * len(common) >= len(expected.columns)


def _column_pairs(expected: Table, found: Table) -> dict[str, str]:
    missing = [name for name in expected.column_names if name not in found.column_names]
    extra = [name for name in found.column_names if name not in expected.column_names]
    found_columns = {column.name: column for column in found.columns}
    expected_columns = {column.name: column for column in expected.columns}
    return _pairs(
        missing,
        extra,
        lambda name, found_name: (
            found_name.isdecimal()
            or declared_alike(expected_columns[name], found_columns[found_name])
        ),
    )


def declared_alike(column: Column, candidate: Column) -> bool:
    """Tell whether two columns have the same declaration."""
    return column_words(column).upper() == column_words(candidate).upper()


def _rename_tables(schema: Schema, names: Mapping[str, str]) -> Schema:
    tables = {}
    for name, table in schema.tables.items():
        keys = tuple(
            replace(key, table=names.get(key.table, key.table)) for key in table.foreign_keys
        )
        new = names.get(name, name)
        tables[new] = replace(table, name=new, foreign_keys=keys)
    triggers = {
        name: (names.get(table, table), sql) for name, (table, sql) in schema.triggers.items()
    }
    return replace(schema, tables=tables, triggers=triggers)


def _rename_columns(table: Table, names: Mapping[str, str]) -> Table:
    if not names:
        return table
    columns = tuple(
        replace(
            column,
            name=names.get(column.name, column.name),
            generated=column.generated and _rename_in(column.generated, names),
        )
        for column in table.columns
    )
    constraints: dict[str, Any] = {
        part: tuple(_rename_in(constraint, names) for constraint in getattr(table, part))
        for part in ("uniques", "indexes", "foreign_keys", "checks")
    }
    key = table.primary_key and _rename_in(table.primary_key, names)
    return replace(table, columns=columns, primary_key=key, **constraints)


def _rename_in_others(schema: Schema, table: str, names: Mapping[str, str]) -> Schema:
    """The keys of other tables, the views and the triggers under the new names of columns."""
    tables = {
        name: replace(
            referring,
            foreign_keys=tuple(
                replace(key, targets=tuple(names.get(target, target) for target in key.targets))
                if key.table == table
                else key
                for key in referring.foreign_keys
            ),
        )
        for name, referring in schema.tables.items()
    }
    views = {
        name: renamed(sql, names) if mentions(sql, table) else sql
        for name, sql in schema.views.items()
    }
    triggers = {
        name: (on, renamed(sql, names) if mentions(sql, table) else sql)
        for name, (on, sql) in schema.triggers.items()
    }
    return replace(schema, tables=tables, views=views, triggers=triggers)


def _rename_in(constraint: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401
    """A constraint of any kind under the new names of its columns."""
    known = {field.name for field in fields(constraint)}
    changes: dict[str, Any] = {}
    if "columns" in known:
        changes["columns"] = tuple(names.get(column, column) for column in constraint.columns)
    if "parts" in known:
        changes["parts"] = tuple(
            replace(
                part,
                name=renamed(part.name, names)
                if part.expression
                else names.get(part.name, part.name),
            )
            for part in constraint.parts
        )
    for text in known & {"expression", "where"}:
        sql = getattr(constraint, text)
        changes[text] = sql and renamed(sql, names)
    return replace(constraint, **changes)
