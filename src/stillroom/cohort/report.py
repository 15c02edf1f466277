"""The summary of a cohort: for the terminal, as a table of cells, and as Markdown.

Formats: CSV as in RFC 4180, with cells that a spreadsheet would compute made into text; Markdown as
GitHub reads it.
"""

import csv
import io
from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from stillroom.cohort.statistics import Entry, Summary
from stillroom.reports.github import markdown
from stillroom.util.text import counted, listed

MOST_NAMES = 10  # on the terminal; the files have all
MOST_FINDINGS = 10
_FORMULA = tuple("=+-@\t\r\n'＝＋－＠")
_COLUMNS = ("name", "verdict", "points", "max_points", "stuck_at", "findings", "result")


def render(summary: Summary, *, width: int = 100, colour: bool = False, plain: bool = False) -> str:
    """Return the summary for people; *plain* draws no boxes, line by line."""
    out = io.StringIO()
    console = Console(
        file=out, width=width, height=25, force_terminal=colour, no_color=not colour, highlight=False, emoji=False,
        color_system="standard" if colour else None, soft_wrap=plain,
    )  # fmt: skip
    console.print(Text.assemble((summary.exercise, "bold"), f"  {summary.title}"))
    console.print(Text(_verdicts(summary)))
    if points := _points(summary):
        console.print(Text(points))
    for title, columns, rows in _tables(summary):
        console.print()
        console.print(Text(title, "bold"))
        (_lines if plain else _table)(console, columns, rows)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def render_csv(summary: Summary) -> str:
    """Return a line for every submission; the roster's own columns come last."""
    extra = list(dict.fromkeys(name for entry in summary.results for name in entry.about))
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    titles = [f"roster {name}" if name in _COLUMNS else name for name in extra]
    lines.writerow([*_COLUMNS, *map(_cell, titles)])
    for entry in summary.results:
        own = _own_cells(entry)
        lines.writerow([_cell(one) for one in (*own, *(entry.about.get(name) for name in extra))])
    return out.getvalue()


def _own_cells(entry: Entry) -> tuple[str | int | None, ...]:
    findings = " ".join(entry.findings)
    has_verdict = entry.verdict != "error"  # no verdict is no zero
    points = entry.points if has_verdict else None
    return (entry.name, entry.verdict, points, entry.max_points, entry.stuck_at, findings, entry.result)  # fmt: skip


def _cell(value: str | int | None) -> str | int:
    """A cell that a spreadsheet shows and does not compute."""
    if isinstance(value, int):
        return value
    text = (value or "").replace("\0", "")
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text[:1] in _FORMULA else text


def render_markdown(summary: Summary) -> str:
    """Return the summary as a document."""
    lines = [
        f"# {markdown(summary.exercise)}: {markdown(summary.title)}",
        "",
        markdown(_verdicts(summary)),
    ]
    if points := _points(summary):
        lines += ["", markdown(points)]
    for title, columns, rows in _tables(summary, whole=True):
        lines += ["", f"## {markdown(title)}", "", *_markdown_table(columns, rows)]
    results = [
        ["" if one is None else str(one) for one in _own_cells(entry)[:6]]
        for entry in summary.results
    ]
    titles = ["Name", "Verdict", "Points", "Of", "Stuck at", "Findings"]
    lines += ["", "## All submissions", "", *_markdown_table(titles, results)]
    return "\n".join(lines) + "\n"


def _markdown_table(columns: list[str], rows: list[list[str]]) -> Iterator[str]:
    yield "| " + " | ".join(columns) + " |"
    yield "|" + " --- |" * len(columns)
    for row in rows:
        yield "| " + " | ".join(markdown(cell) for cell in row) + " |"


def _verdicts(summary: Summary) -> str:
    total = counted(summary.submissions, "submission")
    words = [f"{summary.passed} passed", f"{summary.failed} not yet"]
    words += [f"{summary.error} without a verdict"] if summary.error else []
    return f"{total}: {listed(words)}."


def _points(summary: Summary) -> str:
    if summary.mean_points is None or summary.median_points is None:
        return ""
    return (
        f"Points of {summary.max_points}: mean {summary.mean_points:g}, "
        f"median {summary.median_points:g}."
    )


Block = tuple[str, list[str], list[list[str]]]


def _tables(summary: Summary, whole: bool = False) -> Iterator[Block]:
    """The parts that have something to say: title, columns, rows."""
    names = (lambda found: ", ".join(found)) if whole else _some
    if summary.findings:
        found = summary.findings if whole else summary.findings[:MOST_FINDINGS]
        rows = [[str(one.submissions), one.code, f"{one.example}: {one.message}"] for one in found]
        yield "The commonest findings", ["Submissions", "Finding", "For example"], rows
    if summary.stuck:
        rows = [
            [str(one.step), one.command, str(len(one.submissions)), names(one.submissions)]
            for one in summary.stuck
        ]
        yield "Who is stuck at which row", ["Row", "Command", "Submissions", "Names"], rows
    if summary.shared:
        rows = [
            [names(one.revisions), names(one.submissions), "; ".join(map(names, one.identical))]
            for one in summary.shared
        ]
        yield (
            "Revision ids that several submissions share",
            ["Revision ids", "Submissions", "Identical files"],
            rows,
        )
    if summary.no_verdict:
        rows = [[one.submission, one.reason] for one in summary.no_verdict]
        yield "Without a verdict", ["Submission", "Reason"], rows


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _table(console: Console, columns: list[str], rows: list[list[str]]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(name, justify="right" if _is_number(rows, columns.index(name)) else "left")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(Padding(table, (0, 0, 0, 2)))


def _lines(console: Console, columns: list[str], rows: list[list[str]]) -> None:
    for row in rows:
        cells = (f"{name}: {cell}" for name, cell in zip(columns, row, strict=True) if cell)
        console.print(Text("  " + "; ".join(cells)))


def _is_number(rows: list[list[str]], column: int) -> bool:
    return all(row[column].isdigit() for row in rows)
