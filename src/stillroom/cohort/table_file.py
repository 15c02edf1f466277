"""Tables that a spreadsheet saved as CSV: UTF-8 or UTF-16, with commas, semicolons or tabs."""

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

from stillroom.errors import StillroomError
from stillroom.util.files import open_plain
from stillroom.util.text import clean

_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_OPEN = "unexpected end of data"
"""How the module says that a quote was not closed."""
MOST_LINES = 50
"""Lines of one row, by the line breaks in its cells."""
LONGEST_FIELD = 100_000_000
csv.field_size_limit(LONGEST_FIELD)  # a cell that is too long is told by whoever reads the row
Row = tuple[int, list[str]]
"""The number of the line on which a row ends, and its cells."""


def read_table(
    path: Path, known: Collection[str], called: str = ""
) -> tuple[list[str], Iterator[Row]]:
    """Return the columns of the table in *path*, and the rows that are not empty.

    A column of *known* is found in any case. *called* is what a message calls the file. Raises StillroomError, at the latest where a row cannot
    be read.
    """
    called = called or str(path)
    text = _text(path, called)
    first, _, rest = text.partition("\n")
    given = first.strip().lower()
    skipped = 0
    if given.startswith("sep=") and len(given) <= 5:  # spreadsheets write it for themselves
        delimiter, text, skipped = given[4:] or "\t", rest, 1
    else:
        delimiter = max(",;\t", key=first.count)
    # The module wants to see the line breaks inside quoted cells.
    every = _rows(called, text.splitlines(keepends=True), delimiter, skipped)
    _, titles = next(every, (0, []))
    columns = [_column(title, known) for title in titles]
    duplicate = next((name for name in columns if name and columns.count(name) > 1), None)
    if duplicate:
        raise StillroomError(
            f"{called}, line 1: two columns are called {clean(duplicate, 40)!r}; rename one"
        )
    return columns, every


def _rows(called: str, lines: list[str], delimiter: str, skipped: int) -> Iterator[Row]:
    """Yield the rows that are not empty; *skipped* lines stand before the first one."""
    row: list[str] = []
    for number, line in enumerate(lines, skipped + 1):
        row.append(line)
        try:
            cells = next(csv.reader(row, delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            is_open = _OPEN in str(error)
            if is_open and len(row) < MOST_LINES and number < len(lines) + skipped:
                continue  # the cell goes on in the next line
            if is_open or len(row) > 1:
                raise StillroomError(
                    f"{called}, line {number - len(row) + 1}: a quote opens here, and no cell ends with "
                    "one; close it behind the cell, or take it out"
                ) from error
            # As a spreadsheet reads it: what stands behind the quote belongs to the cell.
            cells = next(csv.reader(row, delimiter=delimiter))
        row = []
        if any(cell.strip() for cell in cells):
            yield number, cells


def _text(path: Path, called: str) -> str:
    try:
        with open_plain(path) as file:
            content = file.read()
        return content.decode(_ENCODINGS.get(content[:2]) or _without_a_mark(content))
    except UnicodeDecodeError as error:
        raise StillroomError(f"{called}: not UTF-8; save it as CSV in UTF-8") from error
    except OSError as error:
        raise StillroomError(f"{called}: cannot be read: {error.strerror}") from error


def _without_a_mark(content: bytes) -> str:
    """Return the encoding of *content*, which has no mark of UTF-16: its first two letters are of ASCII."""
    every = content[:4]
    if len(every) == 4 and not any(every[1::2]):
        return "utf-16-le"
    return "utf-16-be" if len(every) == 4 and not any(every[::2]) else "utf-8-sig"


def _column(title: str, known: Collection[str]) -> str:
    name = title.strip()
    return name.lower() if name.lower() in known else name
