"""How a command ended, read from what a child and its attendant say about it.

Every text here is a stranger's, and may be forged: it is cut to a sane length, and anything of
another form is as good as nothing.
"""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from stillroom.databases.base import Handover
from stillroom.sandbox.worker.wire import unpacked

LONGEST_WORDS = 1000  # characters of one text that a child reports: patterns are looked for in it
LONGEST_STATEMENT = 4000
LONGEST_CODE = 100
MOST_WORDS = 20  # texts of one kind
MOST_LINES = 1_000_000
FILLED = "too many files, or too much data, in the folder of the database"
TIMEOUT = "Timeout"


class Senseless(Exception):
    """An answer that no attendant gives."""


@dataclass(frozen=True)
class ReportedError:
    """How a learner's code went wrong, in its own words. Every text here is a stranger's."""

    kind: str
    message: str
    statement: str | None = None
    frames: tuple[tuple[str, int], ...] = ()
    """File in the project and line, the innermost last."""
    chain: tuple[tuple[str, str], ...] = ()
    """The errors behind this one: kind and message."""
    code: str = ""
    """The database's own name of the error; empty where there is none."""

    @classmethod
    def read(cls, described: Mapping[str, Any]) -> Self:
        """Return the error that a child has *described*."""
        statement = described.get("statement")
        return cls(
            kind=_words(described.get("kind")),
            message=_words(described.get("message")),
            statement=str(statement)[:LONGEST_STATEMENT] if statement else None,
            frames=tuple(
                (_words(frame[0]), frame[1])
                for frame in _list(described.get("frames"))
                if isinstance(frame, list) and len(frame) == 2 and _is_line(frame[1])
            ),
            chain=tuple(
                (_words(cause.get("kind")), _words(cause.get("message")))
                for cause in _list(described.get("chain"))
                if isinstance(cause, dict)
            ),
            code=_code(described.get("code")),
        )

    @classmethod
    def timeout(cls, limit: str) -> Self:
        """Return the error of a command that was not over after *limit*, such as ``5 s``."""
        return cls(TIMEOUT, limit)


@dataclass(frozen=True)
class Outcome:
    """How a command ended. ``trouble`` is None only where the child claims that all went well."""

    trouble: ReportedError | None
    answer: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    database: Handover = field(default_factory=dict)
    """The database as the command left it."""
    unreadable: str | None = None
    """Why there is nothing to hand over, where something else is in its place."""

    @classmethod
    def read(cls, answer: Mapping[str, Any], seconds: float) -> Self:
        """Return the outcome that an attendant's *answer* tells of; raises Senseless.

        *seconds* was the time limit of the command.
        """
        status, unreadable = answer.get("status", "none"), answer.get("unreadable")
        if not isinstance(status, int | None):  # such as that of the server for a dead attendant
            raise Senseless("the answer makes no sense")
        database = _handover(answer.get("handover"))
        unreadable = None if unreadable is None else _words(unreadable)
        if status is None:
            return cls(ReportedError.timeout(f"{seconds:g} s"), {}, (), database, unreadable)
        report = _report(answer.get("report"))
        trouble, reported = _reported(status, report)
        if answer.get("crowded"):
            trouble = ReportedError("OSError", FILLED)
        warnings = tuple(map(_words, _list(report.get("warnings"))))
        return cls(trouble, reported, warnings, database, unreadable)


def _handover(packed: object) -> Handover:
    if not isinstance(packed, dict):
        return {}
    try:
        return unpacked(packed)
    except ValueError as error:
        raise Senseless("the answer makes no sense") from error


def _report(text: object) -> dict[str, Any]:
    """What the child said; anything strange is as good as nothing."""
    with contextlib.suppress(TypeError, ValueError, RecursionError):
        report = json.loads(text)  # type: ignore[arg-type]  # a TypeError is as good as nothing
        if isinstance(report, dict):
            return report
    return {}


def _reported(
    status: int, report: Mapping[str, Any]
) -> tuple[ReportedError | None, Mapping[str, Any]]:
    error = report.get("error")
    if isinstance(error, dict) and error.get("kind") != "SystemExit":
        return ReportedError.read(error), {}
    if status != 0 or "answer" not in report:
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        frames = ReportedError.read(error).frames if isinstance(error, dict) else ()
        return ReportedError("ProcessExit", how, frames=frames), {}
    answer = report["answer"]
    return None, answer if isinstance(answer, dict) else {}


def _code(value: object) -> str:
    return value[:LONGEST_CODE] if isinstance(value, str) else ""


def _words(value: object) -> str:
    with contextlib.suppress(RecursionError):  # lists in lists in lists
        return str(value)[:LONGEST_WORDS]
    return ""


def _is_line(value: object) -> bool:
    return isinstance(value, int) and 0 < value < MOST_LINES


def _list(value: object) -> list[Any]:
    return value[:MOST_WORDS] if isinstance(value, list) else []
