"""The scores in the terminal."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bench.first_findings import Told
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


def show_told(console: Console, told: Sequence[Told]) -> None:
    """Print one row for each kind of work, the wrong verdicts, and what does not name the fault."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("Answers", "Right verdicts", "First findings that name the fault"):
        table.add_column(heading)
    for each in told:
        table.add_row(escape(each.work), each.verdicts, each.named)
    console.print(table)
    for each in told:
        for name in each.wrong_verdicts:
            console.print(escape(f"wrong verdict: {name}"), soft_wrap=True)
        for words in each.weak:
            console.print(escape(f"weak: {words}"), soft_wrap=True)


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
