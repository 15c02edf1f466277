"""Which difference goes away when another one is mended: one rule for each pair of kinds."""

from stillroom.databases.hints import Hints
from stillroom.diagnosis.names import is_about, mentions
from stillroom.schema.compare import Difference, Nullability
from stillroom.schema.model import Constraint, PrimaryKey, Unique


def follows(difference: Difference, cause: Difference, hints: Hints) -> bool:
    """Tell whether *difference* goes away when *cause* is mended; *hints* are the database's."""
    is_ruled = any(rule(difference, cause) for rule in _RULES)
    return is_ruled or _of_the_options(difference, cause, hints)


def is_default_for_not_null(difference: Difference, cause: Difference) -> bool:
    """Tell whether the default came with the NOT NULL that *cause* is about."""
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


_RULES = (
    _of_a_column,
    is_default_for_not_null,
    _key_without_its_column,
    _unique_for_key,
    _kind_of_key,
)
