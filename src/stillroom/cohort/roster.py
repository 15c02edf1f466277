"""A roster: a table whose lines name the submissions, as spreadsheets write it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

from stillroom.cohort.list_columns import (
    EMAIL,
    FIRST,
    ID,
    LAST,
    LOGIN,
    NAME,
    TITLES,
    meant,
    whole_name,
)
from stillroom.cohort.source import Source
from stillroom.cohort.table_file import read_table
from stillroom.errors import StillroomError
from stillroom.submission.handed_in import Wanted
from stillroom.util.text import clean, listed

PLACE, BRANCH, BEFORE = "submission", "branch", "before"
POINTS_POSSIBLE = "points possible"
KNOWN = (*TITLES, PLACE, BRANCH, BEFORE)
"""The columns that mean something, in any case; others come back in the summary."""


_IN_ITS_PLACE = (ID, EMAIL, LOGIN)
"""Columns that stand for a name where there is none."""
LONGEST_CELL = 10_000
"""Characters of a cell; no name and no path is as long."""


def roster_sources(path: Path, wanted: Wanted) -> Iterator[Source]:
    """Yield the submissions that *path* names; raises StillroomError for what is no roster."""
    columns, rows = read_table(path, KNOWN)
    columns = meant(columns)
    _check_columns(path, columns)
    line = 0
    for line, cells in rows:
        yield _source(path.parent, line, columns, cells, wanted)
    if not line:
        raise StillroomError(f"{path}: the roster names no submission; add a line for each one")


def listed_learners(path: Path, folder: Path, wanted: Wanted) -> Iterator[Source]:
    """Yield the learners of the class list *path*; where it names a submission, that lies in *folder*.

    Raises StillroomError for what is no class list.
    """
    columns, rows = read_table(path, KNOWN)
    columns = meant(columns)
    if not _has_names(columns):
        raise StillroomError(
            f"{path}, line 1: no column says what learners are called; call one {NAME!r}, or two "
            f"{FIRST!r} and {LAST!r}; found: {_shown(columns)}"
        )
    line = 0
    for line, cells in rows:
        about = dict(zip(columns, map(str.strip, cells), strict=False))
        name = whole_name(about) or any(map(about.get, _IN_ITS_PLACE))
        # Canvas has a line for the points that can be had, and may have an empty one.
        if name and POINTS_POSSIBLE not in whole_name(about).casefold():
            yield replace(_source(folder, line, columns, cells, wanted), remark="")
    if not line:
        raise StillroomError(f"{path}: the class list names nobody; add a line for each learner")


def _has_names(columns: list[str]) -> bool:
    return NAME in columns or {FIRST, LAST} <= {*columns}


def _shown(columns: list[str]) -> str:
    return listed([clean(column, 40) for column in columns[:8] if column])


def _check_columns(path: Path, columns: list[str]) -> None:
    if not columns:
        raise StillroomError(
            f"{path}, line 1: the file is empty; the first line names the columns, "
            f"among them {NAME!r} and {PLACE!r}"
        )
    for name in (NAME, PLACE):
        if not (_has_names(columns) if name == NAME else name in columns):
            or_ = "; or give the folder of the submissions, and this list with --roster"
            raise StillroomError(
                f"{path}, line 1: the column {name!r} is missing; the first line names the columns, "
                f"among them {NAME!r} and {PLACE!r}; found: {_shown(columns)}{or_ if name == PLACE else ''}"
            )


def _source(
    folder: Path, line: int, columns: list[str], cells: list[str], wanted: Wanted
) -> Source:
    """Return the submission of one line; what is wrong with the line stays with it."""
    about = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
    name, place = whole_name(about), about.pop(PLACE, "")
    about.pop(NAME, None)
    branch, before = about.get(BRANCH, ""), about.get(BEFORE, "")
    about.pop("", None)
    if long := next(
        (cell for cell in (name, place, *about.values()) if len(cell) > LONGEST_CELL), ""
    ):
        trouble = (
            f"line {line} of the roster has a cell of {len(long)} characters; "
            f"{LONGEST_CELL} are the most"
        )
        short = name if len(name) <= LONGEST_CELL else f"line {line}"
        kept = {column: cell for column, cell in about.items() if len(cell) <= LONGEST_CELL}
        return Source(short, None, kept, wanted, trouble)
    remark = ""
    if not name:
        column = next((column for column in _IN_ITS_PLACE if about.get(column)), "")
        name = about.get(column, f"line {line}")
        stands = f"its {column} stands for it: {name}" if column else f"{name} stands for it"
        remark = f"Line {line} of the roster has no name; {stands}."
    source = Source(name, folder / place if place else None, about, wanted, remark=remark)
    if len(cells) > len(columns):
        trouble = (
            f"line {line} of the roster has {len(cells)} cells, but the first line names "
            f"{len(columns)} columns; put quotes around a cell that holds the delimiter"
        )
        return replace(source, path=None, trouble=trouble)
    try:
        moment = _moment(before) if before else wanted.before
    except (ValueError, OverflowError):
        trouble = (
            f"line {line} of the roster: before: {clean(before, 40)!r} is no date such as "
            "2026-11-27 18:00"
        )
        return replace(source, trouble=trouble)
    is_for_all = wanted.is_for_all and not (branch or before)
    return replace(source, wanted=Wanted(branch or wanted.branch, moment, is_for_all))


def _moment(before: str) -> datetime:
    """Return the last moment that counts: of a date without a time, the last one of that day."""
    moment = datetime.fromisoformat(before)
    if not re.search(r"[T\s]", before):
        moment = datetime.combine(moment, time(23, 59, 59))
    return moment.astimezone()
