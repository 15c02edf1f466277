"""The report for people: the exercise's table with what was found, findings, points, next step."""

import io
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from stillroom.results.record import Finding, Result
from stillroom.util.text import counted

MARKS = {"passed": "PASS", "failed": "FAIL", "blocked": "BLOCKED"}
_COLOURS = {"passed": "green", "failed": "bold red", "blocked": "yellow"}


def render(
    results: Sequence[Result],
    *,
    width: int = 100,
    colour: bool = False,
    plain: bool = False,
    upcoming: str = "",
) -> str:
    """Return the report of *results*.

    *plain* draws no boxes and prints one line after the other, for screen readers. *upcoming* is
    a sentence on what comes next.
    """
    out = io.StringIO()
    console = Console(
        file=out, width=width, height=25, force_terminal=colour, no_color=not colour, highlight=False, emoji=False,
        color_system="standard" if colour else None,
    )  # fmt: skip
    for result in results:
        _head(console, result)
        (_lines if plain else _table)(console, result)
        _findings(console, result)
        _foot(console, result)
    if upcoming:
        console.print(escape(upcoming))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _head(console: Console, result: Result) -> None:
    console.print(
        f"[bold]{escape(result.exercise)}[/]  {escape(result.title)}  ({escape(result.submission)})"
    )


def _table(console: Console, result: Result) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, options in (
        ("Step", {"justify": "right"}),
        ("Command", {}),
        ("Expected", {}),
        ("Found", {}),
        ("Result", {"no_wrap": True}),
    ):
        table.add_column(name, **options)
    for step in result.steps:
        mark = f"[{_COLOURS[step.status]}]{MARKS[step.status]}[/]"
        table.add_row(
            str(step.step), escape(step.command), escape(step.expected), escape(step.found), mark
        )
    console.print(table)


def _lines(console: Console, result: Result) -> None:
    for step in result.steps:
        found = f", found {step.found}" if step.found else ""
        line = f"{MARKS[step.status]} step {step.step}: {step.command}: expected {step.expected}{found}"
        console.print(escape(line))


def _findings(console: Console, result: Result) -> None:
    for finding in result.findings:
        colour = "cyan" if finding.advice else "bold red"
        kind = "Advice" if finding.advice else "Finding"
        console.print(f"[{colour}]{kind}: {escape(finding.code)}[/]{escape(_place(finding))}")
        console.print(Padding(escape(finding.message), (0, 0, 0, 2)))
        console.print(Padding(f"Next: {escape(finding.hint)}\n", (0, 0, 0, 2)))


def _place(finding: Finding) -> str:
    return f"  {finding.file}:{finding.line or 1}" if finding.file else ""


def _foot(console: Console, result: Result) -> None:
    verdict = {
        "passed": "[green]PASSED[/]",
        "failed": "[bold red]NOT YET[/]",
        "error": "[bold yellow]NO VERDICT[/] (a fault of the grader)",
    }[result.verdict]
    console.print(f"{verdict}  {result.points} of {counted(result.max_points, 'point')}\n")
