"""Cells of CSV (RFC 4180) that a spreadsheet shows and does not compute."""

import csv
import io
from collections.abc import Iterable

Cell = str | int | None
BYTE_ORDER_MARK = "\ufeff"
"""Without one, some spreadsheets take UTF-8 for another encoding."""
_FORMULA = tuple("=+-@\t\r\n'＝＋－＠")


def cell(value: Cell) -> str | int:
    """Return *value* as a cell that is no formula."""
    if isinstance(value, int):
        return value
    text = (value or "").replace("\0", "")
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text[:1] in _FORMULA else text


def as_csv(rows: Iterable[Iterable[Cell]]) -> str:
    """Return *rows* as CSV."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()
