"""SQLite beside learners' code: what a child and its attendant have to know of this database.

At import it needs the standard library alone: it is loaded into the warmed process before anything else.
"""


def error_code(error: BaseException) -> str:
    """Return SQLite's own name of *error*, such as ``SQLITE_CONSTRAINT_NOTNULL``; "" for none."""
    code = getattr(error, "sqlite_errorname", "")
    return code if isinstance(code, str) else ""
