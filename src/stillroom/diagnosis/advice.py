"""What is worth saying and costs nothing."""

import ast
import re

from stillroom.course.base import ENVIRONMENT, base_files
from stillroom.diagnosis.context import Context, finding
from stillroom.diagnosis.practices import sightings
from stillroom.results.record import Finding
from stillroom.submission.revisions import parse

_DATABASE = "app/database.py"
_STOCK = re.compile(r"([\w.]+\.)?(engine_from_config\(|get_main_option\('sqlalchemy\.url')")
# What tells that the URL of the configuration is replaced, or not asked for.
_GIVEN = re.compile(r"DATABASE_URL|set_main_option", re.IGNORECASE)
_URL = re.compile(r"(sqlite|postgres\w*|mysql|mariadb)(\+\w+)?://")
_OWN = "Grading used the course's own."


def advise(context: Context, *, passed: bool) -> list[Finding]:
    """Return the advice on a submission; what may break later is said when all is right today."""
    found = [*_environment(context), *_fixed_url(context), *_left_out(context)]
    return [*found, *_practices(context)] if passed else found


def _environment(context: Context) -> list[Finding]:
    environment = context.submission.environment
    base = base_files()
    if environment is None or environment == base[ENVIRONMENT]:
        return []
    tree = parse(ENVIRONMENT, environment).tree or ast.Module([], [])
    if line := _fixed(tree) or _url_of_the_configuration(tree):
        code = "environment-ignores-url"
        message = f"{ENVIRONMENT} takes the database from somewhere else than DATABASE_URL. {_OWN}"
        hint = "The application and Alembic must use the same database: the one that DATABASE_URL names."
    elif line := _no_metadata(tree):
        code = "environment-without-models"
        message = f"{ENVIRONMENT} sets target_metadata to None, so Alembic does not see the models. {_OWN}"
        hint = "Autogenerate and alembic check compare with Base.metadata. Without it they see nothing."
    else:
        code, line = "environment-changed", 1
        message = f"{ENVIRONMENT} is not the one of the course. {_OWN}"
        hint = "If Alembic behaves differently on this machine than here, look at that file first."
    return [finding(code, message, hint, (ENVIRONMENT, line), advice=True)]


def _fixed(tree: ast.Module) -> int | None:
    """The line of a database URL that is written down."""
    lines = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and _URL.match(str(node.value))
    ]
    return min(lines, default=None)


def _url_of_the_configuration(tree: ast.Module) -> int | None:
    """Alembic's stock environment asks its configuration file for the URL."""
    if _GIVEN.search(ast.unparse(tree)):
        return None
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    lines = [call.lineno for call in calls if _STOCK.match(ast.unparse(call))]
    return min(lines, default=None)


def _no_metadata(tree: ast.Module) -> int | None:
    for node in ast.walk(tree):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id="target_metadata")], value=ast.Constant(value=None))
                | ast.keyword(arg="target_metadata", value=ast.Constant(value=None))
            ):
                return node.lineno
    return None


def _left_out(context: Context) -> list[Finding]:
    hint = "Only ordinary files of a sane size are graded."
    return [
        finding("file-left-out", f"{path} was not taken: {reason}.", hint, (path, 1), advice=True)
        for path, reason in context.submission.left_out.items()
    ]


def _fixed_url(context: Context) -> list[Finding]:
    """The application's own database, where it is written into the code."""
    tree = parse(_DATABASE, context.submission.files.get(_DATABASE, b"")).tree
    line = _fixed(tree) if tree else None
    if line is None:
        return []
    message = (
        f"{_DATABASE} names a fixed database, so the application does not follow DATABASE_URL."
    )
    hint = "Take the URL from the settings. Alembic and the application then use the same database."
    return [finding("database-url-fixed", message, hint, (_DATABASE, line), advice=True)]


def _practices(context: Context) -> list[Finding]:
    seen = [found[0] for file in context.history if (found := sightings(file))]
    return [one.finding(advice=True) for one in seen]
