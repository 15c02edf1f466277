"""The command report: results that were kept, in another format, without grading again."""

from pathlib import Path
from typing import Annotated

import typer

from stillroom.cli.options import FormatOption, OutputOption, PlainOption
from stillroom.cli.output import check_writable, show_kept
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
    """Write kept results in another format. Nothing is graded again."""
    from stillroom.results.reading import read_results

    check_writable(output)
    show_kept(read_results(results), format_, output, plain)
