"""The command report: results that were kept, in another format, without grading again."""

from pathlib import Path
from typing import Annotated

import typer

from stillroom.cli.options import FormatOption, OutputOption, PlainOption
from stillroom.cli.output import check_writable, show_kept
from stillroom.cli.run_app import NOT_PASSED, PASSED
from stillroom.reports.base import FIRST


def report(
    results: Annotated[
        Path,
        typer.Argument(
            metavar="RESULTS",
            help="A file of results that grade --format json wrote, or a cohort's folder of results.",
        ),
    ],
    format_: FormatOption = FIRST,
    output: OutputOption = None,
    plain: PlainOption = False,
) -> None:
    """Write kept results in another format. Nothing is graded again.

    Exit status: 0 all were written, 1 some were left out, 2 none could be read.
    """
    from stillroom.cohort.kept_results import read_kept

    check_writable(output)
    kept = read_kept(results)
    show_kept(kept.results, format_, output, plain)
    for sentence in kept.left_out:
        typer.echo(f"stillroom: {results}: {sentence}", err=True)
    raise typer.Exit(NOT_PASSED if kept.left_out else PASSED)
