"""What is peculiar to SQLite and explains differences between schemas."""

from stillroom.databases.hints import Hints
from stillroom.schema.model import Schema

_SHADOWS = ("config", "content", "data", "docsize", "idx", "segdir", "segments", "stat",
            "node", "parent", "rowid")  # fmt: skip
"""The tables that SQLite makes beside a virtual table are called after it, with one of these."""
_STRICT_TYPES = {"INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"}


def is_virtual(options: tuple[str, ...]) -> bool:
    """Tell whether a module of SQLite keeps a table with these *options*."""
    return any(option.startswith("VIRTUAL") for option in options)


def shadow_tables(schema: Schema) -> set[str]:
    """Return the names that the tables beside the virtual tables of *schema* have."""
    virtual = [name for name, table in schema.tables.items() if is_virtual(table.options)]
    return {f"{name}_{part}" for name in virtual for part in _SHADOWS}


def refuses_type(options: tuple[str, ...], type_: str) -> bool:
    """Tell whether a table with these *options* is STRICT, and has no such type."""
    return "STRICT" in options and type_ not in _STRICT_TYPES


HINTS = Hints(
    helper_tables=shadow_tables,
    is_virtual=is_virtual,
    refuses_type=refuses_type,
    connecting_calls=r"\bsqlite3\.connect$",
    copied_types=frozenset({"INT", "TEXT", "NUM", "REAL", ""}),
    key_kind=(
        "Compare the columns of the key with the task: type, collation and direction. "
        "In SQLite, INTEGER PRIMARY KEY, and no more than that, is the row number itself."
    ),
)
