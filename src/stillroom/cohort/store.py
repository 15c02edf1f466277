"""The folder of results: files written whole, checked when they are read, locked for one run.

A result file is the record of a grading with one more member, ``cohort``: the key that says what
was graded, and a checksum. Whatever does not agree with both is graded again.
"""

import hashlib
import json
import re
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from stillroom.errors import StillroomError
from stillroom.results.lines import Line
from stillroom.results.record import Result
from stillroom.submission.intake import Attempts
from stillroom.submission.seen_hints import SeenHints
from stillroom.util import files, locks

LOCK = ".lock"
_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}(?<!\.)")


class Change(BaseModel):
    """What another grading of the same submission has changed, and why it was done."""

    model_config = ConfigDict(frozen=True)

    before: Line
    """What stood there before, such as ``not yet, 4 of 10``."""
    after: Line
    because: tuple[Line, ...]
    """What was another one, in words."""


class Provenance(BaseModel):
    """What a stored result was computed from."""

    model_config = ConfigDict(frozen=True)

    key: str
    """Equal keys have equal results."""
    digest: str
    """A fingerprint of the submission's files."""
    revisions: tuple[Line, ...] = ()
    """The revision ids that the files hold."""
    parts: dict[str, str] = {}
    """What the key was made of, each with a fingerprint of its own."""
    changed: Change | None = None
    """How the result differs from the one that it replaced, if it does."""
    hints: SeenHints | None = None
    """The hints of the exercise that were seen, where a progress file says it."""
    attempts: Attempts | None = None
    """What the Git history tells, where one was handed in."""
    checksum: str = ""
    """A fingerprint of the rest of the file."""


class StoredResult(Result):
    """A result as it stands in its file."""

    cohort: Provenance

    @classmethod
    def of(cls, result: Result, stamp: Provenance) -> "StoredResult":
        """Return *result* with *stamp* on it."""
        return cls.model_validate({**result.model_dump(by_alias=True), "cohort": stamp})


class Damaged(Exception):
    """A result file is not what was written."""


def file_name(name: str) -> str:
    """Return a file name for a submission's *name* that every file system takes.

    Different names have different ones, also where capital letters do not count.
    """
    if _PLAIN.fullmatch(name) and not files.RESERVED.fullmatch(name):
        return f"{name}.json"
    prefix = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-")[:60]
    digest = hashlib.sha256(files.encoded(name)).hexdigest()[:12]
    return f"{prefix}~{digest}.json"


class Results:
    """The folder of results of one cohort; the ``with`` block holds its lock."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when the ``with`` block begins."""
        self.folder = folder
        self._files = folder / "results"
        self._lock: locks.Lock | None = None

    def __enter__(self) -> Self:
        """Make and lock the folder; raises StillroomError where that cannot be done."""
        try:
            self._files.mkdir(parents=True, exist_ok=True)
            self._lock = locks.try_acquire(self.folder / LOCK)
            for path in (
                *files.leftovers(self.folder, "summary.*"),
                *files.leftovers(self._files, "*.json"),
            ):
                path.unlink()
        except locks.Held as error:
            raise StillroomError(
                f"{self.folder}: another run (process {error.owner}) is writing results here; "
                "wait for it, or name another folder"
            ) from error
        except OSError as error:
            self.__exit__(None, None, None)
            raise StillroomError(
                f"{self.folder}: cannot be written: {error.strerror}; name another folder for the results"
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()

    def path(self, name: str) -> Path:
        """Return where the result of the submission called *name* is kept."""
        return self._files / file_name(name)

    def load(self, name: str) -> StoredResult | None:
        """Return the kept result of *name*, or None if there is none; raises Damaged."""
        try:
            return read_stored(self.path(name))
        except FileNotFoundError:
            return None

    def exercise(self) -> str | None:
        """Return the exercise of the kept results, as the first that can be read says; None without one."""
        for path in self._files.glob("*.json"):
            try:
                return read_stored(path).exercise
            except (Damaged, FileNotFoundError):
                continue
        return None

    def put(self, name: str, stored: StoredResult) -> None:
        """Write a result as a whole or not at all; raises StillroomError."""
        record = stored.model_dump(by_alias=True, mode="json")
        del record["cohort"]["checksum"]
        record["cohort"]["checksum"] = _checksum(record)
        self._write(self.path(name), json.dumps(record, ensure_ascii=False) + "\n")

    def write(self, name: str, text: str) -> None:
        """Write a file of the summary as a whole or not at all; raises StillroomError."""
        self._write(self.folder / name, text)

    def _write(self, path: Path, text: str) -> None:
        try:
            files.write(path, text, durable=True, private=True)
        except StillroomError as error:
            raise StillroomError(
                f"{error}; mend that and run the same command again: it goes on where it stopped"
            ) from error


def read_stored(path: Path) -> StoredResult:
    """Return the kept result in the file *path*; raises FileNotFoundError and Damaged."""
    try:
        record = json.loads(path.read_bytes())
        checksum = record["cohort"].pop("checksum")
        if checksum != _checksum(record):
            raise Damaged
        return StoredResult.model_validate(record)
    except FileNotFoundError:
        raise
    except (OSError, ValueError, ValidationError, LookupError, TypeError, AttributeError, RecursionError) as error:  # fmt: skip
        raise Damaged from error


def _checksum(record: dict[str, Any]) -> str:
    canonical = json.dumps(record, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
