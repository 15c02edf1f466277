"""Names: a misspelt name is one mistake, and everything else is compared under the right one."""

from collections.abc import Mapping
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
    pairs = _pairs(
        missing,
        extra,
        lambda right, misspelt: _alike(expected.tables[right], found.tables[misspelt]),
    )
    named = [
        Difference("table-misspelt", right, misspelt, right, misspelt)
        for right, misspelt in pairs.items()
    ]
    found = _rename_tables(found, {misspelt: right for right, misspelt in pairs.items()})
    tables = dict(found.tables)
    for name, table in expected.tables.items():
        if name in tables and not hints.is_virtual(tables[name].options):
            names = _column_pairs(table, tables[name])
            shown = pairs.get(name, name)
            named += [_misnamed(shown, table, right, misspelt) for right, misspelt in names.items()]
            new = {misspelt: right for right, misspelt in names.items()}
            tables[name] = _rename_columns(tables[name], new)
            found = _rename_in_others(replace(found, tables=tables), name, new)
            tables = dict(found.tables)
    return named, found


def _misnamed(shown: str, table: Table, name: str, found: str) -> Difference:
    column = table.column(name)
    if found.isdecimal() and column:
        return Difference("column-named-by-length", shown, name, column, found)
    return Difference("column-misspelt", shown, found, name, found)


def _pairs(missing: list[str], extra: list[str], alike: Any) -> dict[str, str]:  # noqa: ANN401
    """What is missing, and the extra thing that was probably meant to be it."""
    pairs: dict[str, str] = {}
    for name in missing:
        free = [free_name for free_name in extra if free_name not in pairs.values()]
        if match := nearest(name, free):
            pairs[name] = match
    rest = [name for name in missing if name not in pairs]
    free = [free_name for free_name in extra if free_name not in pairs.values()]
    match rest, free:
        case [name], [candidate] if alike(name, candidate):
            pairs[name] = candidate
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
