"""The scores in the terminal."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bench.score import Score
from bench.speed import Figure

LISTED = 20  # samples that could not be run, for each tool
HEADINGS = (
    "Tool",
    "Compares with",
    "Wrong answers caught",
    "Right answers refused",
    "Could not be run",
    "Seconds each",
)


def cells(score: Score) -> list[str]:
    """Return the row of *score* below the headings."""
    not_run = str(len(score.not_run))
    return [score.tool, score.against, score.caught, score.refused, not_run, score.seconds]


def show(console: Console, scores: Sequence[Score]) -> None:
    """Print one row for each tool, the samples that could not be run, and the versions."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="right" if index > 1 else "left")
    for score in scores:
        table.add_row(*(escape(cell) for cell in cells(score)))
    console.print(table)
    for score in scores:
        for outcome in score.not_run[:LISTED]:
            console.print(
                escape(f"could not be run: {score.tool}: {outcome.sample.name}: {outcome.message}")
            )
    for score in scores:
        console.print(escape(f"{score.tool}: {score.versions}"))


def show_figures(console: Console, figures: Sequence[Figure]) -> None:
    """Print one row for each figure of the benchmark ``speed``."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("What", "Measured", "Wanted", "", "In detail"):
        table.add_column(heading)
    for figure in figures:
        reached = "reached" if figure.reached else "NOT reached"
        table.add_row(
            *map(escape, (figure.title, figure.measured, figure.target, reached, figure.detail))
        )
    console.print(table)
