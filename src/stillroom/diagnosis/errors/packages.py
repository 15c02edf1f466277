"""A package that is not there: grading has those of the course, whatever the learner has installed."""

import re
import sys

from stillroom.diagnosis.context import Context, Frame, finding
from stillroom.diagnosis.database_url import fixed_url
from stillroom.diagnosis.errors.own_modules import own_module
from stillroom.results.finding import Finding
from stillroom.sandbox.outcome import ReportedError
from stillroom.util.text import clean

_MODULE = re.compile(r"No module named '(?P<name>[^']*)'")
_NEEDED = re.compile(
    r"(?P<name>[\w.-]+)['\"]? (?:is not installed|(?:to|must) be installed|library is required|package is required)"
    r"|(?:requires|needs) (?:that the )?(?:Python )?['\"](?P<other>[\w.-]+)['\"]"
)
"""How packages say that they need another one."""
_NAMED = re.compile(r"name '(?P<name>\w+)' is not defined")

_NO_PIP = "Grading has the packages of the course, whatever pyproject.toml names: pip install does not help here."
_ENGINE = "Grading has one database, which DATABASE_URL names. Make a plain engine, by create_engine() and without asyncio, for the URL of the settings."
_INSTEAD = {
    "sqlmodel": "Write the model as a class on Base with mapped_column().",
    "email_validator": "Annotate the field as str.",
    "sqlalchemy_utils": "Take the types of SQLAlchemy itself.",
    "flask_sqlalchemy": "Write the model as a class on Base with mapped_column().",
    "fastapi_users": "Write the columns of the model yourself, as a class on Base.",
    "fastapi_users_db_sqlalchemy": "Write the columns of the model yourself, as a class on Base.",
    "pgvector": "Take the types of SQLAlchemy itself.",
    "geoalchemy2": "Take the types of SQLAlchemy itself.",
    "decouple": "The settings of app/settings.py read the environment.",
    "environs": "The settings of app/settings.py read the environment.",
    "multipart": "Take the values as JSON and not as a form.",
    "python_multipart": "Take the values as JSON and not as a form.",
}
"""What to do instead of using a package."""
_IN_A_REVISION = {"sqlmodel": "Write the type as one of SQLAlchemy: sa.String(), with the length."}
_OF_ASYNCIO = re.compile(r"greenlet|aio\w*sql\w*|asyncpg|asyncmy|aioodbc")
_DRIVERS = re.compile(
    rf"{_OF_ASYNCIO.pattern}|psycopg\w*|pg8000|pymysql|mysql\w*|mariadb|oracledb|cx_oracle|pyodbc|pymssql|databases"
)
"""Packages that only an engine of another kind needs."""
_NOTHING = "Do without it."


def missing_module(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    """Return the finding for an import of a module that is not there."""
    match = _MODULE.search(trouble.message) if trouble.kind in _NO_IMPORT else None
    if match is None or match["name"].partition(".")[0] == "migrations":
        return None
    name = clean(match["name"], 200)
    return (
        own_module(name, frame, context)
        or _near_module(name, frame)
        or _package(name, frame, context)
    )


_NO_IMPORT = ("ImportError", "ModuleNotFoundError")


def needed_package(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    """Return the finding for a package that another one needs, or that a line uses without an import."""
    if "install" in trouble.message or "is required" in trouble.message:
        match = _NEEDED.search(trouble.message)
        name = match and (match["name"] or match["other"])
        return _package(clean(name, 200), frame, context) if name else None
    match = _NAMED.search(trouble.message) if trouble.kind == "NameError" else None
    if match and match["name"] in _INSTEAD:
        return _package(match["name"], frame, context)
    return None


def another_driver(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    """Return the finding for an asynchronous engine of the database that grading gives."""
    if "asyncio extension requires an async driver" not in trouble.message:
        return None
    message = (
        "The asyncio extension of SQLAlchemy makes this engine, and grading has no driver for that."
    )
    return finding("import-error", message, f"{_ENGINE} {_NO_PIP}", frame)


def _package(name: str, frame: Frame, context: Context) -> Finding:
    """A package that the course does not have, and what to do without it."""
    top = name.partition(".")[0]
    package = top.replace("-", "_").lower()
    message = f"There is no module {top}: grading has no such package."
    if _OF_ASYNCIO.fullmatch(package):
        message = (
            f"The asyncio extension of SQLAlchemy needs {top}, and grading has no such package."
        )
    place, hint = frame, _INSTEAD.get(package, _NOTHING)
    if frame and frame[0].startswith("migrations/"):
        hint = _IN_A_REVISION.get(package, hint)
    if _DRIVERS.fullmatch(package):
        hint = _ENGINE
        for file in context.application:
            if fixed := fixed_url(file):
                message += f" {file.path} names a fixed database ({fixed[1]}), which does not follow DATABASE_URL."
                place = file.path, fixed[0]
                break
    return finding("import-error", message, f"{hint} {_NO_PIP}", place)


def _near_module(name: str, frame: Frame) -> Finding | None:
    """A module of Python or of a package of the course, misspelt."""
    top = name.partition(".")[0]
    if top in _AT_HAND:
        message = f"{top} has no module {name}."
        hint = f"Compare the name with the documentation of {top}."
        return finding("import-error", message, hint, frame)
    if _DRIVERS.fullmatch(top.lower()) or top in _INSTEAD:
        return None
    near = next((known for known in sorted(_KNOWN) if _one_slip(top, known)), None)
    if near is None:
        return None
    message = f"There is no module {name}. The nearest name is {near}."
    return finding("import-error", message, "Compare the spelling.", frame)


def _one_slip(name: str, known: str) -> bool:
    """Tell whether one letter of *known* is missing, too much or another one, or two changed places."""
    name, known = sorted((name.casefold(), known.casefold()), key=len)
    same = 0
    while same < len(name) and name[same] == known[same]:
        same += 1
    rest, of_known = name[same:], known[same:]
    swapped = rest[:2] == of_known[:2][::-1] and rest[2:] == of_known[2:]
    one_letter = of_known[1:] in (rest, rest[1:])
    return len(name) >= 6 and name != known and (one_letter or swapped)


_AT_HAND = {"alembic", "fastapi", "pydantic", "pydantic_settings", "sqlalchemy", "starlette"}
_KNOWN = _AT_HAND | {name for name in sys.stdlib_module_names if not name.startswith("_")}
