"""A setting of the application that only the learner's own machine has, or that takes another database."""

import ast
import re

from stillroom.diagnosis.context import Context, Frame, finding
from stillroom.diagnosis.database_url import fixed_url
from stillroom.diagnosis.imports import imported_with_models
from stillroom.results.finding import Finding
from stillroom.sandbox.outcome import ReportedError
from stillroom.submission.line_search import statement_at
from stillroom.submission.source_tree import SourceFile

_URL = "DATABASE_URL"
_DEFAULT = "Grading sets DATABASE_URL only, and takes no .env. Give every other setting a default."
_FOLLOW = "Grading sets DATABASE_URL only, and takes no .env. Take the URL of the database from DATABASE_URL."
_NONE = re.compile(r"NoneType|got None\b|\bNone\b.*\b(expected|allowed)|argument of type 'None")
_REQUIRED = re.compile(r"validation errors? for \w+\s+(\w+)\s+Field required")
_OTHER_SCHEMES = re.compile(
    r"validation errors? for \w+\s+(?P<name>\w+)\s+URL scheme should be (?P<schemes>.*?)\s*(\[|$)"
)
_IN_CONFIG = re.compile(r"Config '(\w+)' is missing")
_URL_NAME = re.compile(r"url|dsn|database|(^|_)db(_|$)", re.IGNORECASE)


def setting(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    """Return the finding for a setting without a value: an environment variable, or a line of .env."""
    name, place = _missing(trouble, frame, context)
    if not name:
        return None
    hint = _FOLLOW if _URL_NAME.search(name) and name != _URL else _DEFAULT
    return finding("setting-missing", f"The setting {name} has no value here.", hint, place)


def url_of_another_database(
    trouble: ReportedError, frame: Frame, context: Context
) -> Finding | None:
    """Return the finding for a field that takes no URL of the database that grading gives."""
    match = _OTHER_SCHEMES.search(trouble.message) if trouble.kind == "ValidationError" else None
    if match is None:
        return None
    kind = re.sub(r"\W", "", match["schemes"].partition(",")[0].partition(" ")[0])
    name = match["name"]
    message = f"The setting {name} takes the URL of another kind of database only ({kind}). Grading gives one of {context.states.backend.title}."
    hint = "Annotate the field as str: it takes the URL of every database."
    return finding("setting-missing", message, hint, _declared(name, context) or frame)


def opened_on_import(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    """Return the finding for a fixed database that the application opens when it is imported."""
    is_database = re.search(
        "unable to open database|[Cc]onnection refused|could not connect", trouble.message
    )
    if not is_database or frame is None or not frame[0].startswith("app/"):
        return None
    for path in sorted(imported_with_models(context)):
        if fixed := fixed_url(context.source(path)):
            message = f"{frame[0]} opens a database when it is imported. {path} names a fixed one ({fixed[1]}, line {fixed[0]}), which grading does not have."
            hint = "Take the URL from the settings, which follow DATABASE_URL, and open no connection outside of a function."
            return finding("not-allowed", message, hint, frame)
    return None


def _missing(trouble: ReportedError, frame: Frame, context: Context) -> tuple[str | None, Frame]:
    """The name of a setting that has no value, and where it is asked for."""
    line = context.text_at(frame)
    if trouble.kind == "KeyError":
        if match := _IN_CONFIG.search(trouble.message):
            return match.group(1), frame
        if re.search(r"environ|dotenv|\b(config|env)\[", line):
            return trouble.message.strip("'"), frame
    if trouble.kind == "ValidationError" and (match := _REQUIRED.search(trouble.message)):
        return match.group(1), _declared(match.group(1), context) or frame
    if trouble.kind == "UndefinedValueError" or not _NONE.search(trouble.message) or not frame:
        return None, frame
    return _behind_none(context.source(frame[0]), frame, context)


def _behind_none(
    file: SourceFile, frame: tuple[str, int], context: Context
) -> tuple[str | None, Frame]:
    """The variable that gave None to the line of *frame*, there or where a name of it is assigned."""
    used: set[str] = set()
    statement = statement_at(file, frame[1])
    for node in file.walk(statement) if statement else ():
        if name := _asked(node):
            return name, (file.path, node.lineno if isinstance(node, ast.expr) else frame[1])
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                used.add(name)
    for place in [file, *context.application]:
        for node in place.walk():
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=ast.expr() as value)
                    | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                ) if name in used:
                    asked = next(filter(None, map(_asked, place.walk(value))), None)
                    if asked or isinstance(value, ast.Constant) and value.value is None:
                        return asked or name, (place.path, node.lineno)
    return None, frame


def _asked(node: ast.AST) -> str | None:
    """The environment variable that *node* asks for, without a value for the case that it is not set."""
    match node:
        case ast.Call(
            func=ast.Attribute(attr="getenv") | ast.Name(id="getenv"),
            args=[ast.Constant(value=str(name))],
            keywords=[],
        ):
            return name
        case ast.Call(
            func=ast.Attribute(
                attr="get", value=ast.Attribute(attr="environ") | ast.Name(id="environ")
            ),
            args=[ast.Constant(value=str(name))],
            keywords=[],
        ):
            return name
    return None


def _declared(name: str, context: Context) -> Frame:
    """The line of app/ where a setting is declared as a field."""
    for file in context.application:
        for node in file.walk():
            match node:
                case ast.AnnAssign(target=ast.Name(id=field)) if field == name:
                    return file.path, node.lineno
    return None
