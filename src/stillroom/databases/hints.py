"""What is peculiar to one kind of database and explains differences between schemas."""

from collections.abc import Callable
from dataclasses import dataclass

from stillroom.schema.model import Schema, Table

NO_CALL = r"(?!)"
"""A pattern that matches nothing."""


def _no_tables(_: Schema) -> set[str]:
    return set()


def _never(_: tuple[str, ...]) -> bool:
    return False


def _all_types(_: tuple[str, ...], __: str) -> bool:
    return False


@dataclass(frozen=True)
class Hints:
    """What a diagnosis asks of a database; the defaults are those of a database without any."""

    helper_tables: Callable[[Schema], set[str]] = _no_tables
    """The tables that the database itself made beside others."""
    is_virtual: Callable[[tuple[str, ...]], bool] = _never
    """Whether a table with these options keeps no columns as they were declared."""
    refuses_type: Callable[[tuple[str, ...], str], bool] = _all_types
    """Whether a table with these options takes no column of this type."""
    connecting_calls: str = NO_CALL
    """A pattern of the calls of its driver that open a connection."""
    copied_types: frozenset[str] = frozenset()
    """The types that CREATE TABLE ... AS makes of every type."""
    key_kind: str = "Compare the columns of the key with the task: type, collation and direction."
    """The hint for a primary key over the right columns that is of another kind."""

    def is_copy(self, table: Table) -> bool:
        """Tell whether CREATE TABLE ... AS can have made *table*."""
        keys = (table.primary_key, table.uniques, table.foreign_keys, table.checks)
        plain = all(
            column.nullable and column.type in self.copied_types for column in table.columns
        )
        return plain and not any(keys)
