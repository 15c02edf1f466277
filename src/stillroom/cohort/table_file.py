"""Tables that a spreadsheet saved as CSV: UTF-8 or UTF-16, with commas, semicolons or tabs."""

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

from stillroom.errors import StillroomError
from stillroom.util.files import open_plain
from stillroom.util.text import clean

_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
Row = tuple[int, list[str]]
"""The number of the line on which a row ends, and its cells."""


def read_table(path: Path, known: Collection[str]) -> tuple[list[str], Iterator[Row]]:
    """Return the columns of the table in *path*, and the rows that are not empty.

    A column of *known* is found in any case. Raises StillroomError, at the latest where a row cannot
    be read.
    """
    text = _text(path)
    first, _, rest = text.partition("\n")
    given = first.strip().lower()
    skipped = 0
    if given.startswith("sep=") and len(given) <= 5:  # spreadsheets write it for themselves
        delimiter, text, skipped = given[4:] or "\t", rest, 1
    else:
        delimiter = max(",;\t", key=first.count)
    # The module wants to see the line breaks inside quoted cells.
    lines = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)

    def rows() -> Iterator[Row]:
        try:
            for cells in lines:
                if any(cell.strip() for cell in cells):
                    yield lines.line_num + skipped, cells
        except csv.Error as error:
            raise StillroomError(
                f"{path}, line {lines.line_num + skipped}: not CSV: {clean(str(error), 100)}"
            ) from error

    every = rows()
    _, titles = next(every, (0, []))
    columns = [_column(title, known) for title in titles]
    duplicate = next((name for name in columns if name and columns.count(name) > 1), None)
    if duplicate:
        raise StillroomError(
            f"{path}, line 1: two columns are called {clean(duplicate, 40)!r}; rename one"
        )
    return columns, every


def _text(path: Path) -> str:
    try:
        with open_plain(path) as file:
            content = file.read()
        return content.decode(_ENCODINGS.get(content[:2], "utf-8-sig"))
    except UnicodeDecodeError as error:
        raise StillroomError(f"{path}: not UTF-8; save it as CSV in UTF-8") from error
    except OSError as error:
        raise StillroomError(f"{path}: cannot be read: {error.strerror}") from error


def _column(title: str, known: Collection[str]) -> str:
    name = title.strip()
    return name.lower() if name.lower() in known else name
