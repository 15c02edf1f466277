"""The submissions of a cohort: the folders in a folder, or the lines of a roster.

A submission is a folder with a project, graded as it lies there, or a bare Git repository, of which
the files of HEAD are graded.
"""

import csv
import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from stillroom.errors import StillroomError
from stillroom.submission import bare_repository
from stillroom.submission.elsewhere import projects_below
from stillroom.submission.intake import Submission, take_in
from stillroom.util.text import clean, listed

NAME, PLACE = "name", "submission"


@dataclass(frozen=True)
class Source:
    """One submission: its name in the results, and where it lies."""

    name: str
    path: Path
    about: dict[str, str] = field(default_factory=dict)
    """What else the roster says of it: column to text."""


def gather(place: Path, results: Path) -> list[Source]:
    """Return the submissions of *place*, a folder or a roster, in a stable order.

    The folder of the *results* is not one of them. Raises StillroomError for a place without
    submissions, a roster that cannot be used, and two submissions of one name.
    """
    if place.is_dir():
        sources = list(_folders(place, results))
    elif place.exists():
        sources = list(_roster(place))
    else:
        raise StillroomError(
            f"{place}: no such folder or roster; give the folder that holds the submissions"
        )
    if not sources:
        raise StillroomError(f"{place}: no submissions here; each is a folder with a project")
    _check_names(place, sources)
    inside = next((source for source in sources if _is_inside(results, source.path)), None)
    if inside:
        raise StillroomError(
            f"{results}: lies inside the submission {inside.path}; keep results outside of it"
        )
    return sources


def take(source: Source) -> Submission:
    """Read the submission of *source*; a folder without a project is a submission without files.

    Raises StillroomError for what cannot be read.
    """
    try:
        if bare_repository.is_bare(source.path):
            return bare_repository.take_in(source.path, source.name)
        if {"app", "migrations"}.isdisjoint(os.listdir(source.path)):
            inside = projects_below(source.path)
            where = f"; they are in {clean(inside[0], 100)}/" if inside else ""
            raise bare_repository.NoProject(f"neither app/ nor migrations/ is here{where}")
        return take_in(source.path, source.name)
    except bare_repository.NoProject as reason:
        return Submission(source.name, {}, {}, missing=str(reason))
    except OSError as error:
        raise StillroomError(f"{source.path}: cannot be read: {error.strerror}") from error


def _folders(place: Path, results: Path) -> Iterator[Source]:
    if (place / "app").is_dir() or (place / "migrations").is_dir():
        raise StillroomError(
            f"{place}: this is one project; give the folder that holds the projects, "
            "or use stillroom grade"
        )
    own_folders = {results.resolve(), (results / "results").resolve()}
    try:
        entries = sorted(place.iterdir())
    except OSError as error:
        raise StillroomError(f"{place}: cannot be read: {error.strerror}") from error
    for path in entries:
        if path.is_dir() and not path.name.startswith(".") and path.resolve() not in own_folders:
            yield Source(path.name, path)


def _roster(path: Path) -> Iterator[Source]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StillroomError(f"{path}: not UTF-8; save the roster as CSV in UTF-8") from error
    except OSError as error:
        raise StillroomError(f"{path}: cannot be read: {error.strerror}") from error
    head = text.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    # The module wants to see the line breaks inside quoted cells.
    lines = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    try:
        columns = [name.strip() for name in next(lines, [])]
        _check_columns(path, columns)
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield _source(path, lines.line_num, columns, cells)
    except csv.Error as error:
        raise StillroomError(
            f"{path}, line {lines.line_num}: not CSV: {clean(str(error), 100)}"
        ) from error


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


def _source(path: Path, line: int, columns: list[str], cells: list[str]) -> Source:
    location = f"{path}, line {line}"
    if len(cells) > len(columns):
        raise StillroomError(
            f"{location}: {len(cells)} cells, but the first line names {len(columns)} columns; "
            "put quotes around a cell that holds the delimiter"
        )
    about = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
    name, place = about.pop(NAME, ""), about.pop(PLACE, "")
    about.pop("", None)
    for column, value in ((NAME, name), (PLACE, place)):
        if not value:
            raise StillroomError(f"{location}: the cell {column!r} is empty; fill it in")
    folder = path.parent / place
    if not _is_dir(folder):
        raise StillroomError(
            f"{location}: {clean(str(folder), 200)}: no such folder; paths are relative to the roster"
        )
    return Source(name, folder, about)


def _is_dir(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name that no file system takes
        return False


def _check_names(place: Path, sources: list[Source]) -> None:
    """Raise StillroomError for two names that look the same to a reader."""
    by_name: dict[str, Source] = {}
    for source in sources:
        name = unicodedata.normalize("NFC", clean(source.name))
        if name in by_name:
            raise StillroomError(
                f"{place}: two submissions are called {clean(source.name, 60)!r}: "
                f"{clean(str(by_name[name].path), 200)} and {clean(str(source.path), 200)}; rename one"
            )
        by_name[name] = source


def _is_inside(results: Path, submission: Path) -> bool:
    return results.resolve().is_relative_to(submission.resolve())
