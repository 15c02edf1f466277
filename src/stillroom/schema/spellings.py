"""Conditions that are written otherwise and mean the same, as the author of a course says."""

from collections.abc import Mapping
from dataclasses import replace

from stillroom.schema.model import Check, Schema, Table

Spellings = Mapping[tuple[str, str], str]
"""A table and the canonical expression of a check that is accepted there, to the one it stands for."""


def respelled(schema: Schema, spellings: Spellings) -> Schema:
    """Return *schema* with each accepted expression in the spelling that is expected."""
    if not any((name, check.expression) in spellings for name, check in _checks(schema)):
        return schema
    tables = {name: _respelled(table, spellings) for name, table in schema.tables.items()}
    return replace(schema, tables=tables)


def _checks(schema: Schema) -> list[tuple[str, Check]]:
    return [(table.name, check) for table in schema.tables.values() for check in table.checks]


def _respelled(table: Table, spellings: Spellings) -> Table:
    checks = tuple(
        replace(check, expression=spellings.get((table.name, check.expression), check.expression))
        for check in table.checks
    )
    return replace(table, checks=checks)
