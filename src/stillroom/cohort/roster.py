"""A roster: a table whose lines name the submissions, as spreadsheets write it."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from stillroom.cohort.source import Source
from stillroom.errors import StillroomError
from stillroom.submission.handed_in import Wanted
from stillroom.util.text import clean, listed

NAME, PLACE, BRANCH, BEFORE = "name", "submission", "branch", "before"
KNOWN = (NAME, PLACE, "id", "email", "group", BRANCH, BEFORE)
"""The columns that mean something, in any case; others come back in the summary."""
_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def roster_sources(path: Path, wanted: Wanted) -> Iterator[Source]:
    """Yield the submissions that *path* names; raises StillroomError for what is no roster."""
    text = _text(path)
    first, _, rest = text.partition("\n")
    given = first.strip().lower()
    skipped = 0
    if (
        given.startswith("sep=") and len(given) <= 5
    ):  # a line that spreadsheets write for themselves
        delimiter, text, skipped = given[4:] or "\t", rest, 1
    else:
        delimiter = max(",;\t", key=first.count)
    # The module wants to see the line breaks inside quoted cells.
    lines = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    try:
        columns = [_column(name) for name in next(lines, [])]
        _check_columns(path, columns)
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield _source(path, lines.line_num + skipped, columns, cells, wanted)
    except csv.Error as error:
        raise StillroomError(
            f"{path}, line {lines.line_num + skipped}: not CSV: {clean(str(error), 100)}"
        ) from error


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        return content.decode(_ENCODINGS.get(content[:2], "utf-8-sig"))
    except UnicodeDecodeError as error:
        raise StillroomError(f"{path}: not UTF-8; save the roster as CSV in UTF-8") from error
    except OSError as error:
        raise StillroomError(f"{path}: cannot be read: {error.strerror}") from error


def _column(title: str) -> str:
    name = title.strip()
    return name.lower() if name.lower() in KNOWN else name


def _check_columns(path: Path, columns: list[str]) -> None:
    for name in (NAME, PLACE):
        if name not in columns:
            present = listed([clean(column, 40) for column in columns[:8] if column])
            raise StillroomError(
                f"{path}, line 1: the column {name!r} is missing; the first line names the columns, "
                f"among them {NAME!r} and {PLACE!r}; found: {present}"
            )
    duplicate = next((name for name in columns if name and columns.count(name) > 1), None)
    if duplicate:
        raise StillroomError(
            f"{path}, line 1: two columns are called {clean(duplicate, 40)!r}; rename one"
        )


def _source(path: Path, line: int, columns: list[str], cells: list[str], wanted: Wanted) -> Source:
    """Return the submission of one line; what is wrong with the line stays with it."""
    about = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
    name, place = about.pop(NAME, ""), about.pop(PLACE, "")
    branch, before = about.get(BRANCH, ""), about.get(BEFORE, "")
    about.pop("", None)
    name = name or about.get("id") or about.get("email") or f"line {line}"
    source = Source(name, path.parent / place if place else None, about, wanted)
    if len(cells) > len(columns):
        trouble = (
            f"line {line} of the roster has {len(cells)} cells, but the first line names "
            f"{len(columns)} columns; put quotes around a cell that holds the delimiter"
        )
        return replace(source, path=None, trouble=trouble)
    try:
        moment = datetime.fromisoformat(before).astimezone() if before else wanted.before
    except (ValueError, OverflowError):
        trouble = f"before: {clean(before, 40)!r} is no date such as 2026-11-27 18:00"
        return replace(source, trouble=trouble)
    return replace(source, wanted=Wanted(branch or wanted.branch, moment))
