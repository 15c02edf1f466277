"""The summary as CSV (RFC 4180): a line for every submission, no cell that a spreadsheet computes."""

from stillroom.reports.base import About
from stillroom.reports.spreadsheet import BYTE_ORDER_MARK, as_csv
from stillroom.results.summary import Summary

is_document = True
COLUMNS = (
    "name", "verdict", "points", "max_points", "stuck_at", "findings", "result", "status", "reason",
    "by_hand", "counts_as",
)  # fmt: skip


def render(summary: Summary, about: About) -> str:
    """Return a line for every submission; the roster's own columns come last."""
    extra = list(dict.fromkeys(name for entry in summary.results for name in entry.about))
    titles = [f"roster {name}" if name in COLUMNS else name for name in extra]
    rows = [
        [*entry.cells(), *(entry.about.get(name) for name in extra)] for entry in summary.results
    ]
    return BYTE_ORDER_MARK + as_csv([[*COLUMNS, *titles], *rows])
