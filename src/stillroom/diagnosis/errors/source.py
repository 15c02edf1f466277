"""Errors whose text does not name the cause: the learner's files do."""

import ast
import re
from collections.abc import Callable, Iterator

from stillroom.diagnosis.context import MODELS, Context, Frame, finding
from stillroom.diagnosis.errors.own_modules import name_of_another_module, relative_import
from stillroom.diagnosis.errors.packages import another_driver, missing_module, needed_package
from stillroom.diagnosis.errors.python_version import newer_python
from stillroom.diagnosis.errors.settings import opened_on_import, setting, url_of_another_database
from stillroom.diagnosis.imports import imported_with_models
from stillroom.diagnosis.models import compared_column, tuple_column
from stillroom.results.finding import Finding
from stillroom.sandbox.outcome import ReportedError
from stillroom.submission.line_search import line_calling
from stillroom.submission.source_tree import SourceFile, merge_mark
from stillroom.util.text import clean

_DATABASE = "app/database.py"


def in_the_files(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    """Return the finding for an error that the files explain; *frame* is where it was raised."""
    return next(
        (explained for look in _LOOKS if (explained := look(trouble, frame, context))), None
    )


def _no_models(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    """The module of the models itself is not found; an import inside of it is told at its own line."""
    names = _MODULE.search(trouble.message)
    if not names or trouble.kind not in _NO_IMPORT or context.models_file:
        return None
    message = f"{MODELS} is not there."
    elsewhere = _models_elsewhere(context)
    if elsewhere is None:
        hint = "Alembic and the grader both look for the models there. Put the file back."
        return finding("models-missing", message, hint)
    message += f" The models seem to be in {elsewhere}."
    return finding("models-missing", message, _where_models_belong(elsewhere), (elsewhere, 1))


def _where_models_belong(path: str) -> str:
    """What to do with models that are in the file *path*."""
    look = f"Alembic and the grader both look for the models in {MODELS}"
    if not path.startswith("app/") or "/app/" in path:
        return f"{look}. Move the folder app/ to the top of the project, beside migrations/."
    if path in ("app/__init__.py", _DATABASE, "app/main.py"):
        return f"{look}. Move the classes of the models there."
    return f"{look}, in small letters. Call the file so."


def _models_elsewhere(context: Context) -> str | None:
    """The file that is called almost so, or that declares a model."""
    paths = [file.path for file in context.application]
    alike = [path for path in paths if path.casefold() == MODELS]
    declaring = [file.path for file in context.application if b"__tablename__" in file.content]
    outside = [path for path in context.submission.elsewhere if "/models" in path]
    return next(iter([*alike, *declaring, *outside]), None)


_MODULE = re.compile(r"No module named 'app(\.models)?'|cannot import name 'models' from 'app'")
_NO_IMPORT = ("ImportError", "ModuleNotFoundError")


def _too_deep_for_python(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    """Python names no file; it is one that is imported, and too deep for the grader as well."""
    is_run = frame is not None and "import" not in context.text_at(frame)
    if is_run or not _TOO_DEEP.search(f"{trouble.kind}: {trouble.message}"):
        return None
    deep = [file for file in context.submission.sources.values() if file.limit == "deep"]
    if not deep:
        return None
    file = max(deep, key=lambda file: len(file.content))
    message = f"Python cannot read {file.path}: its code is nested too deeply."
    hint = (
        "Write a long text or a long sum in several statements, and a long row of elif as a dict."
    )
    return finding("syntax-error", message, hint, (file.path, None))


_TOO_DEEP = re.compile(
    r"RecursionError: .*(during compilation|during ast construction)"
    r"|MemoryError: (.*too complex to parse.*|$)"
)


def _null_bytes(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    for path, content in _files(context) if "null bytes" in trouble.message else ():
        if b"\0" in content:
            message = f"{path} is not UTF-8 text: it holds NUL bytes."
            return finding("encoding-error", message, "Save the file as UTF-8.", (path, 1))
    return None


def _not_utf_8(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    """Python names the line where a text with such a byte ends, or no line at all."""
    content = context.submission.files.get(frame[0], b"") if frame else b""
    if not frame or not re.search("codec can't decode|Non-UTF-8", trouble.message):
        return None
    for line, text in enumerate(content.splitlines(), 1):
        try:
            text.decode("utf-8")
        except UnicodeDecodeError as error:
            seen = clean(text.decode("latin-1"), 60)
            message = f"The file is not UTF-8 text: a byte of line {line} belongs to another encoding ({text[error.start]:#04x}, in {seen})."
            return finding("encoding-error", message, "Save the file as UTF-8.", (frame[0], line))
    return None


def _merge_conflict(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    path = frame[0] if frame else ""
    content = context.submission.files.get(path, b"")
    mark = merge_mark(content)
    if trouble.kind not in ("SyntaxError", "IndentationError") or mark is None:
        return None
    line, text = mark
    message = f"Python cannot read the file: it holds the marks of a Git merge ({text})."
    hint = "Two versions stand there, one below the other. Keep what is right, and take out the lines with <<<<<<<, ======= and >>>>>>>."
    return finding("syntax-error", message, hint, (path, line))


def _created_on_import(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    """What is imported whenever a revision runs creates the tables before it."""
    exists = re.search("already exists|duplicate column name", trouble.message)
    return created_on_import(context) if exists else None


def created_on_import(context: Context) -> Finding | None:
    """Return the finding on a file of app/ that creates the tables when it is imported, if one does."""
    imported = imported_with_models(context)
    files = [file for file in context.application if file.path in imported]
    for file in files:
        if line := line_calling(file, "create_all") or _in_a_called_function(file, files):
            message = f"{file.path} calls create_all() when it is imported, so the tables are there before any revision runs."
            hint = "Take it out. The revisions create the tables."
            return finding("create-all-in-models", message, hint, (file.path, line))
    return None


def _in_a_called_function(file: SourceFile, files: list[SourceFile]) -> int | None:
    """The line of create_all() in a function that one of *files* calls when it is imported."""
    for function in file.tree.body if file.tree else ():
        if not isinstance(function, ast.FunctionDef):
            continue
        if not any(line_calling(caller, function.name) for caller in files):
            continue
        for node in file.walk(function):
            match node:
                case ast.Call(func=ast.Attribute(attr="create_all")):
                    return node.lineno
    return None


def _tuple_for_key(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    return tuple_column(context) if "any primary key" in trouble.message else None


def _compared(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    is_of_a_model = re.search(r"Type annotation for|any primary key", trouble.message)
    return compared_column(context) if is_of_a_model else None


def _naming_convention(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    """A token that SQLAlchemy does not know is a KeyError wherever the first table is made."""
    name = trouble.message.strip("'")
    content = context.submission.files.get(_DATABASE, b"").decode("utf-8", "replace")
    before, token, _ = content.partition(f"%({name})")
    if trouble.kind != "KeyError" or not token:
        return None
    message = f"The naming convention has %({name})s, which SQLAlchemy does not know."
    hint = "Compare it with the tokens in SQLAlchemy's documentation of naming conventions."
    return finding("model-error", message, hint, (_DATABASE, before.count("\n") + 1))


def _files(context: Context) -> Iterator[tuple[str, bytes]]:
    yield from sorted(context.submission.files.items())


_LOOKS: tuple[Callable[[ReportedError, Frame, Context], Finding | None], ...] = (
    _no_models,
    _too_deep_for_python,
    _null_bytes,
    _not_utf_8,
    _merge_conflict,
    _created_on_import,
    _tuple_for_key,
    _compared,
    _naming_convention,
    setting,
    url_of_another_database,
    opened_on_import,
    newer_python,
    name_of_another_module,
    missing_module,
    relative_import,
    needed_package,
    another_driver,
)
