"""The summary for people, at the terminal."""

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from stillroom.reports import summary_tables
from stillroom.reports.base import About
from stillroom.results.summary import Summary
from stillroom.util.console import text_console, trimmed

is_document = False
MOST_NAMES = 10  # here; the files have all
MOST_FINDINGS = 10


def render(summary: Summary, about: About) -> str:
    """Return the summary; a plain one has no boxes, line by line."""
    screen, out = text_console(width=about.width, colour=about.colour, soft_wrap=about.plain)
    screen.print(Text.assemble((summary.exercise, "bold"), f"  {summary.title}"))
    screen.print(Text(summary_tables.verdicts(summary)))
    if points := summary_tables.points(summary):
        screen.print(Text(points))
    if summary.teach:
        screen.print()
        screen.print(Text(summary_tables.TEACH, "bold"))
    for sentence in summary.teach:
        screen.print(
            Text(f"  {sentence}") if about.plain else Padding(Text(sentence), (0, 0, 0, 2))
        )
    for table in summary_tables.tables(summary, MOST_FINDINGS, MOST_NAMES):
        screen.print()
        screen.print(Text(table.title, "bold"))
        (_lines if about.plain else _table)(screen, table)
    return trimmed(out)


def _table(screen: Console, part: summary_tables.Table) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, name in enumerate(part.columns):
        is_number = all(row[index].isdigit() for row in part.rows)
        table.add_column(name, justify="right" if is_number else "left")
    for row in part.rows:
        table.add_row(*map(Text, row))
    screen.print(Padding(table, (0, 0, 0, 2)))


def _lines(screen: Console, part: summary_tables.Table) -> None:
    for row in part.rows:
        cells = (f"{name}: {cell}" for name, cell in zip(part.columns, row, strict=True) if cell)
        screen.print(Text("  " + "; ".join(cells)))
