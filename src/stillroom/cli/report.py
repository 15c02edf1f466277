"""The command report: results that were kept, in another format, without grading again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stillroom.cli.options import AnonymousOption, FormatOption, OutputOption, PlainOption
from stillroom.cli.output import about_report, check_writable, refuse_scope, show_kept
from stillroom.cli.run_app import NOT_PASSED, PASSED
from stillroom.reports.base import FIRST, REPORTS, missing

if TYPE_CHECKING:
    from stillroom.results.record import Result


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
    assignment: Annotated[
        str,
        typer.Option(
            "--assignment",
            metavar="TITLE",
            help="What a gradebook calls the exercise, such as 'Migrations 02 (4711)' in Canvas.",
        ),
    ] = "",
    anonymous: AnonymousOption = False,
) -> None:
    """Write kept results in another format. Nothing is graded again.

    Exit status: 0 all were written, 1 some were left out, 2 none could be read.
    """
    from stillroom.cohort.kept_results import read_kept
    from stillroom.cohort.pseudonyms import pseudonyms

    check_writable(output, format_)
    kept = read_kept(results)
    refuse_scope(format_, len(kept.results), is_class=True)
    about = about_report(plain or output is not None, assignment=assignment)
    shown: list[Result] = kept.results
    if anonymous:
        shown = pseudonyms(results if results.is_dir() else results.parent).results(shown)
    show_kept(shown, format_, output, about)
    left_out = [*kept.left_out, *missing(REPORTS.find(format_), shown)]
    for sentence in left_out:
        typer.echo(f"stillroom: {results}: {sentence}", err=True)
    raise typer.Exit(NOT_PASSED if left_out else PASSED)
