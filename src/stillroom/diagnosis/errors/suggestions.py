"""What was probably meant: a function at another place, or the name nearest to one that is not there."""

import difflib
import importlib

from stillroom.diagnosis.context import Context
from stillroom.sandbox.outcome import ReportedError
from stillroom.schema.model import Schema
from stillroom.util.text import listed, nearest

# Where an unknown attribute was looked for, by a part of Python's text: a module and a name in it.
# Alembic takes long to load, and most gradings need nothing of it here.
_OWNERS = {
    "'alembic.op'": ("alembic.operations", "Operations"),
    "BatchOperations": ("alembic.operations", "BatchOperations"),
    "'sqlalchemy'": ("sqlalchemy", ""),
}


def likely_function(
    place: tuple[str, int] | None, context: Context, name: str
) -> tuple[str, tuple[str, int] | None]:
    """Return a sentence on where *name* is, or on a function that is almost called so; and the place."""
    file = next((file for file in context.history if place and file.path == place[0]), None)
    if file and (enclosing := file.enclosing_of(name)):
        outer, line = enclosing
        return f" There is one inside {outer}, where Alembic does not look.", (file.path, line)
    names = {node.name for node in file.functions} - {"upgrade", "downgrade"} if file else set()
    likely = nearest(name, names)
    return f" It has a function {likely}()." if likely else "", place


def nearest_name(trouble: ReportedError, code: str, name: str, schema: Schema) -> str:
    """Return a sentence on what there is instead of *name*; nothing where no name is near."""
    if code == "no-such-table":
        return f" It has {listed(sorted(schema.tables))}." if schema.tables else ""
    if code == "unknown-attribute":
        likely = _attribute_meant(name, trouble.message)
    elif code in ("no-such-column", "column-unknown-in-batch"):
        known = {column for table in schema.tables.values() for column in table.column_names}
        likely = nearest(name.rpartition(".")[2], sorted(known))
    else:
        return ""
    return f" The nearest name is {likely}." if likely and likely != name else ""


def _attribute_meant(name: str, message: str) -> str | None:
    """What a name of Alembic or SQLAlchemy was meant to be, where a letter or two are wrong."""
    for owner, (module, name_there) in _OWNERS.items():
        if owner in message:
            namespace = importlib.import_module(module)
            namespace = getattr(namespace, name_there) if name_there else namespace
            known = {
                attribute.casefold(): attribute
                for attribute in dir(namespace)
                if not attribute.isupper()
            }
            near = difflib.get_close_matches(name.casefold(), known, cutoff=0.85)
            return next((known[spelling] for spelling in near), None)
    return None
