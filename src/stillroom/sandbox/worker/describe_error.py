"""An exception as data: its kind, its text, the statement behind it, and the learner's lines.

The exception's class may be the learner's own, and whatever is asked of it may run the learner's code,
which may raise. So Python's own descriptors are asked where there are some, and whatever fails has
a value in its place: describing an error never raises.
"""

from collections.abc import Callable
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any, TypeVar

from stillroom.sandbox.worker.database_module import Database

LONGEST_MESSAGE = 1000  # characters of one reported text
LONGEST_STATEMENT = 4000  # characters
LONGEST_NAME = 200  # characters of the name of a class, or of a database's code
MOST_FRAMES = 20
MOST_CAUSES = 5
MOST_LINES = 1_000_000
NOT_SHOWN = "an error that cannot be shown"

Value = TypeVar("Value")


def described(error: BaseException, project: str, database: Database) -> dict[str, Any]:
    """Return what is reported of *error*; lines are those of files below the folder *project*."""
    cause = _raised_by_driver(error) or error
    frames, chain = _frames(error, project), []
    for behind in _behind(error):
        chain.append({"kind": kind_of(behind), "message": text_of(behind)})
        frames = frames or _frames(behind, project)
    message = text_of(cause)
    if issubclass(type(error), SyntaxError):
        message = _attribute(error, SyntaxError, "msg", str) or message
        frames = [*frames, _place_in_source(error, project)]
    return {
        "kind": kind_of(cause),
        "module": _class_text(type(cause), "__module__"),
        "code": _tried(lambda: _cut(database.error_code(cause), LONGEST_NAME), ""),
        "message": _cut(message),
        "statement": _tried(lambda: _cut(_statement(error), LONGEST_STATEMENT), "") or None,
        "frames": frames,
        "chain": chain,
    }


def text_of(value: object) -> str:
    """Return an exception or a warning as text."""
    return _tried(lambda: _cut(str(value)), NOT_SHOWN)


def kind_of(error: BaseException) -> str:
    """Return the name of the exception's class, or of the first base class that has a name."""
    bases = type.__dict__["__mro__"].__get__(type(error))
    return next(filter(None, (_class_text(base, "__name__") for base in bases)), "")


def _tried(attempt: Callable[[], Value], otherwise: Value) -> Value:
    try:
        return attempt()
    except BaseException:  # noqa: BLE001 - a learner's own code may raise anything, SystemExit too
        return otherwise


def _cut(text: str, limit: int = LONGEST_MESSAGE) -> str:
    """The beginning of *text*, as a plain text where it is of a class of the learner's own."""
    return str.__getitem__(text, slice(limit))


def _class_text(class_: type, name: str) -> str:
    """An attribute of a class that is a text, whatever its metaclass says."""
    return _tried(lambda: _cut(type.__dict__[name].__get__(class_), LONGEST_NAME), "")


def _attribute(error: BaseException, owner: type, name: str, kind: type[Value]) -> Value | None:
    """An attribute as *owner*, a class of Python's own, keeps it; None for any other kind."""
    value = owner.__dict__[name].__get__(error)
    return value if type(value) is kind else None


def _raised_by_driver(error: BaseException) -> BaseException | None:
    """The driver's own exception, which SQLAlchemy keeps in ``orig``."""
    original = _tried(lambda: getattr(error, "orig", None), None)
    return original if issubclass(type(original), BaseException) else None


def _statement(error: BaseException) -> str:
    statement = getattr(error, "statement", None)
    return str(statement) if statement else ""


def _behind(error: BaseException) -> list[BaseException]:
    """The exceptions behind *error*, the nearest first."""
    causes: list[BaseException] = []
    while len(causes) < MOST_CAUSES:
        behind = [
            BaseException.__dict__[name].__get__(error) for name in ("__cause__", "__context__")
        ]
        nearest = next((exception for exception in behind if exception is not None), None)
        if nearest is None:
            break
        causes.append(nearest)
        error = nearest
    return causes


def _frames(error: BaseException, project: str) -> list[list[Any]]:
    """File and line of every frame in the learner's project, the innermost last."""
    trace: TracebackType | None = BaseException.__dict__["__traceback__"].__get__(error)
    frames = [
        [_inside(frame.f_code.co_filename, project), line or 1] for frame, line in walk_tb(trace)
    ]
    return [frame for frame in frames if frame[0]][-MOST_FRAMES:]


def _place_in_source(error: BaseException, project: str) -> list[Any]:
    """The file and line that Python could not read; no file where it was a text in memory."""
    path = _attribute(error, SyntaxError, "filename", str)
    line = _attribute(error, SyntaxError, "lineno", int)
    return [_inside(path or "", project), line if line and 0 < line < MOST_LINES else 1]


def _inside(filename: str, project: str) -> str:
    path = Path(filename)
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else ""
