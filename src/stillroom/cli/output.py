"""Shows what a command has found: on the terminal, in a file, and to GitHub Actions."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from stillroom.cli.main import NOT_PASSED, PASSED
from stillroom.errors import StillroomError
from stillroom.util.terminal import colour, width

if TYPE_CHECKING:
    from stillroom.cohort.statistics import Summary
    from stillroom.results.record import Result


class Format(StrEnum):
    """How a result is written."""

    terminal = "terminal"
    json = "json"
    junit = "junit"


class SummaryFormat(StrEnum):
    """How the summary of a cohort is shown."""

    terminal = "terminal"
    json = "json"


def check_writable(output: Path | None) -> None:
    """Say that a report cannot be written before the work is done, not after."""
    if output is not None and (output.is_dir() or not os.access(output.parent, os.W_OK)):
        raise StillroomError(f"{output}: cannot be written; name a file in a folder that exists")


def show_progress(at: int, total: int) -> None:
    """Say on a terminal how far the grading is."""
    if total > 1 and sys.stderr.isatty():
        end = "\n" if at == total else ""
        sys.stderr.write(f"\rgrading {at} of {total}{end}")
        sys.stderr.flush()


def show_results(
    found: "list[Result]", format_: Format, output: Path | None, plain: bool, upcoming: str
) -> None:
    """Write what was *found* and leave with the status that it means; StillroomError for a fault."""
    from stillroom.util.files import write

    text = _rendered(found, format_, plain or output is not None, upcoming)
    if output is not None:
        write(output, text)
    else:
        sys.stdout.write(text)
        sys.stdout.flush()
    _tell_github(found)
    if any(result.verdict == "error" for result in found):
        raise StillroomError(_fault(found))
    raise typer.Exit(PASSED if all(result.verdict == "passed" for result in found) else NOT_PASSED)


def show_summary(found: "Summary", format_: SummaryFormat, plain: bool, results: Path) -> None:
    """Show the summary of a cohort and leave with its status; StillroomError for a fault."""
    from stillroom.cohort import report

    if format_ is SummaryFormat.json:
        text = found.to_json() + "\n"
    else:
        text = report.render(found, width=width(), colour=colour() and not plain, plain=plain)
    sys.stdout.write(text)
    sys.stdout.flush()
    if found.no_verdict:
        first = found.no_verdict[0]
        raise StillroomError(
            f"{found.error} of {found.submissions} without a verdict, the first is {first.submission}: "
            f"{first.reason} The others are in {results}; run the same command again to try these again"
        )
    raise typer.Exit(NOT_PASSED if found.failed else PASSED)


def _fault(results: "list[Result]") -> str:
    """Return the one line for results without a verdict."""
    faulty = next(result for result in results if result.verdict == "error")
    return f"{faulty.submission}: {faulty.findings[0].message}"


def _rendered(results: "list[Result]", format_: Format, plain: bool, upcoming: str) -> str:
    from stillroom.reports import json_lines, junit, terminal

    if format_ is Format.json:
        return json_lines.render(results)
    if format_ is Format.junit:
        return junit.render(results)
    return terminal.render(
        results, width=width(), colour=colour() and not plain, plain=plain, upcoming=upcoming
    )


def _tell_github(results: "list[Result]") -> None:
    """In GitHub Actions: annotations on stderr, which the runner reads too, and the summary."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    from stillroom.reports import github

    sys.stderr.write(github.annotations(results, os.environ.get("GITHUB_WORKSPACE")))
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with open(summary, "a", encoding="utf-8") as file:
            file.write(github.summary(results))
