"""The report for people: the exercise's table with what was found, findings, points, next step."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from stillroom.reports.base import About
from stillroom.reports.words import MARKS
from stillroom.results.record import Result
from stillroom.util.console import text_console, trimmed
from stillroom.util.text import counted

is_document = False
_COLOURS = {"passed": "green", "failed": "bold red", "blocked": "yellow"}


def render(results: Sequence[Result], about: About) -> str:
    """Return the report of *results*; a plain one has no boxes, one line after the other."""
    screen, out = text_console(width=about.width, colour=about.colour)
    for result in results:
        _head(screen, result)
        (_lines if about.plain else _table)(screen, result)
        _findings(screen, result)
        _foot(screen, result)
    if about.next_step:
        screen.print(escape(about.next_step))
    return trimmed(out)


def _head(screen: Console, result: Result) -> None:
    screen.print(
        f"[bold]{escape(result.exercise)}[/]  {escape(result.title)}  ({escape(result.submission)})"
    )


def _table(screen: Console, result: Result) -> None:
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
        for look in step.values:
            mark = f"[{_COLOURS[look.status]}]{MARKS[look.status]}[/]"
            table.add_row(
                "", escape(f"  {look.what}"), escape(look.expected), escape(look.found), mark
            )
    screen.print(table)


def _lines(screen: Console, result: Result) -> None:
    for step in result.steps:
        outcome = f", found {step.found}" if step.found else ""
        line = f"{MARKS[step.status]} step {step.step}: {step.command}: expected {step.expected}{outcome}"
        screen.print(escape(line))
        for look in step.values:
            line = f"{MARKS[look.status]} step {step.step}: {look.what}: expected {look.expected}, found {look.found}"
            screen.print(escape(line))


def _findings(screen: Console, result: Result) -> None:
    for finding in result.findings:
        colour = "cyan" if finding.advice else "bold red"
        place = f"  {finding.place}" if finding.place else ""
        kind = "Advice" if finding.advice else "Finding"
        screen.print(f"[{colour}]{kind}: {escape(finding.code)}[/]{escape(place)}")
        screen.print(Padding(escape(finding.message), (0, 0, 0, 2)))
        screen.print(Padding(f"Next: {escape(finding.hint)}\n", (0, 0, 0, 2)))


def _foot(screen: Console, result: Result) -> None:
    verdict = {
        "passed": "[green]PASSED[/]",
        "failed": "[bold red]NOT YET[/]",
        "error": "[bold yellow]NO VERDICT[/] (a fault of the grader)",
    }[result.verdict]
    screen.print(f"{verdict}  {result.points} of {counted(result.max_points, 'point')}\n")
