"""An exception as data: its kind, its text, the statement behind it, and the learner's lines."""

import traceback
from pathlib import Path
from typing import Any

from stillroom.sandbox.worker.database_module import Database

LONGEST_MESSAGE = 4000  # characters of one reported text
MOST_FRAMES = 20
MOST_CAUSES = 5


def described(error: BaseException, project: str, database: Database) -> dict[str, Any]:
    """Return what is reported of *error*; lines are those of files below the folder *project*."""
    statement = getattr(error, "statement", None)
    cause = getattr(error, "orig", None) or error
    described: dict[str, Any] = {
        "kind": type(cause).__name__,
        "module": type(cause).__module__,
        "code": database.error_code(cause),
        "message": _text(cause),
        "statement": str(statement)[:LONGEST_MESSAGE] if statement else None,
        "frames": _frames(error, project),
        "chain": [],
    }
    behind = error.__cause__ or error.__context__
    while behind is not None and len(described["chain"]) < MOST_CAUSES:
        described["chain"].append({"kind": type(behind).__name__, "message": _text(behind)})
        described["frames"] = described["frames"] or _frames(behind, project)
        behind = behind.__cause__ or behind.__context__
    if isinstance(error, SyntaxError):
        described["message"] = error.msg or str(error)
        described["frames"].append([_inside(error.filename or "", project), error.lineno or 1])
    return described


def _text(error: BaseException) -> str:
    try:
        return str(error)[:LONGEST_MESSAGE]
    except Exception:  # noqa: BLE001 - a learner's own __str__
        return "an error that cannot be shown"


def _frames(error: BaseException, project: str) -> list[list[Any]]:
    """File and line of every frame in the learner's project, the innermost last."""
    frames = [
        [_inside(frame.filename, project), frame.lineno or 1]
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return [frame for frame in frames if frame[0]][-MOST_FRAMES:]


def _inside(filename: str, project: str) -> str:
    path = Path(filename)
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else ""
