"""The summary as CSV (RFC 4180): a line for every submission, no cell that a spreadsheet computes."""

import csv
import io

from stillroom.reports.base import About
from stillroom.results.summary import Summary

is_document = True
_FORMULA = tuple("=+-@\t\r\n'＝＋－＠")
COLUMNS = (
    "name", "verdict", "points", "max_points", "stuck_at", "findings", "result", "status", "reason",
)  # fmt: skip


def render(summary: Summary, about: About) -> str:
    """Return a line for every submission; the roster's own columns come last."""
    extra = list(dict.fromkeys(name for entry in summary.results for name in entry.about))
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    titles = [f"roster {name}" if name in COLUMNS else name for name in extra]
    lines.writerow([*COLUMNS, *map(_cell, titles)])
    for entry in summary.results:
        cells = (*entry.cells(), *(entry.about.get(name) for name in extra))
        lines.writerow([_cell(cell) for cell in cells])
    return out.getvalue()


def _cell(value: str | int | None) -> str | int:
    """A cell that a spreadsheet shows and does not compute."""
    if isinstance(value, int):
        return value
    text = (value or "").replace("\0", "")
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text[:1] in _FORMULA else text
