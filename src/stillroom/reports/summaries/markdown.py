"""The summary as a document, in Markdown as GitHub reads it."""

from collections.abc import Iterator

from stillroom.reports.base import About
from stillroom.reports.summary_tables import TEACH, points, tables, verdicts
from stillroom.reports.words import markdown
from stillroom.results.counting import WORDS
from stillroom.results.summary import Summary

is_document = True
_TITLES = ("Name", "Verdict", "Points", "Of", "Stuck at", "Findings")


def render(summary: Summary, about: About) -> str:
    """Return the document; every name and every finding is in it."""
    lines = [
        f"# {markdown(summary.exercise)}: {markdown(summary.title)}",
        "",
        markdown(verdicts(summary)),
    ]
    if words := points(summary):
        lines += ["", markdown(words)]
    if summary.teach:
        lines += ["", f"## {TEACH}", "", markdown(" ".join(summary.teach))]
    for table in tables(summary):
        lines += ["", f"## {markdown(table.title)}", "", *_table(table.columns, table.rows)]
    submissions = [
        ["" if cell is None else str(cell) for cell in (name, WORDS[entry.counts_as], *rest)]
        for entry in summary.results
        for name, _, *rest in [entry.cells()[: len(_TITLES)]]
    ]
    lines += ["", "## All submissions", "", *_table(_TITLES, submissions)]
    return "\n".join(lines) + "\n"


def _table(columns: tuple[str, ...], rows: list[list[str]]) -> Iterator[str]:
    yield "| " + " | ".join(columns) + " |"
    yield "|" + " --- |" * len(columns)
    for row in rows:
        yield "| " + " | ".join(markdown(cell) for cell in row) + " |"
