"""The command report: results that were kept, in another format, without grading again."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stillroom.cli.options import AnonymousOption, PlainOption, ReportFormatOption
from stillroom.cli.output import (
    about_report,
    check_writable,
    refuse_scope,
    show_class,
    show_kept,
    takes_files,
)
from stillroom.cli.run_app import NOT_PASSED, PASSED
from stillroom.errors import StillroomError
from stillroom.reports.base import FIRST, REPORTS, SUMMARIES, missing

if TYPE_CHECKING:
    from stillroom.cohort.pseudonyms import Pseudonyms
    from stillroom.results.record import Result
    from stillroom.results.summary import Summary

OF_A_CLASS = (FIRST, "html", "markdown")
"""Formats that show a cohort's folder as one class; the others write one result after the other."""


ResultsArgument = Annotated[
    Path,
    typer.Argument(
        metavar="RESULTS",
        help="A file of results that grade --format json wrote, or a cohort's folder of results.",
    ),
]
PathOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        metavar="PATH",
        help="Write to this file, as a whole or not at all. What is several files goes to a folder or "
        "to an archive .zip; so does a class as HTML, with a page for each learner.",
    ),
]
SummaryOption = Annotated[
    bool | None,
    typer.Option(
        "--summary/--each",
        help="The class as a whole, or one result after the other. Without either, "
        f"a cohort's folder is shown as a class in {', '.join(OF_A_CLASS)}.",
    ),
]
AssignmentOption = Annotated[
    str,
    typer.Option(
        "--assignment",
        metavar="TITLE",
        help="What a gradebook calls the exercise, such as 'Migrations 02 (4711)' in Canvas.",
    ),
]


def report(
    results: ResultsArgument,
    format_: ReportFormatOption = FIRST,
    output: PathOption = None,
    summary: SummaryOption = None,
    plain: PlainOption = False,
    assignment: AssignmentOption = "",
    anonymous: AnonymousOption = False,
) -> None:
    """Write kept results in another format. Nothing is graded again.

    Exit status: 0 all were written, 1 some were left out, 2 none could be read.
    """
    from stillroom.cohort.kept_results import read_kept
    from stillroom.cohort.pseudonyms import pseudonyms, unnamed

    is_class = _is_class(results, format_, summary)
    about = about_report(plain or output is not None, assignment=assignment)
    if output is None or not (is_class and takes_files(output, format_)):
        check_writable(output, FIRST if is_class else format_)
    if anonymous and output is not None:
        _need_no_names(output)
    kept = read_kept(results)
    names = pseudonyms(results if results.is_dir() else results.parent) if anonymous else None
    shown = names.results(kept.results) if names else kept.results
    left_out = list(kept.left_out)
    if is_class:
        whole = _whole(results, kept.results, names)
        by_name = {result.submission: result for result in shown}
        show_class(whole, format_, output, replace(about, results=by_name))
    else:
        refuse_scope(format_, len(shown), is_class=True)
        show_kept(shown, format_, output, about)
        left_out += missing(REPORTS.find(format_), shown)
    if left_out and anonymous:
        left_out = [unnamed(len(left_out))]
    for sentence in left_out:
        typer.echo(f"stillroom: {results}: {sentence}", err=True)
    raise typer.Exit(NOT_PASSED if left_out else PASSED)


def _whole(place: Path, results: "list[Result]", names: "Pseudonyms | None") -> "Summary":
    """The summary of the class whose *results* were kept at *place*; without a name, where there are *names*."""
    from stillroom.cohort.kept_class import summary_of

    whole = summary_of(results, place if place.is_dir() else None)
    return names.summary(whole, results) if names else whole


def _need_no_names(output: Path) -> None:
    """Raise StillroomError where *output* is a folder that has pages with names already."""
    from stillroom.cohort.pseudonyms import PSEUDONYM

    pages = output.glob("learners/*.html")
    if any(not PSEUDONYM.fullmatch(page.stem) for page in pages):
        raise StillroomError(
            f"{output}: it holds pages of learners by their names; give --output another folder"
        )


def _is_class(results: Path, format_: str, wanted: bool | None) -> bool:
    """Tell whether *results* are shown as one class; *wanted* is what the user says of it."""
    if wanted is None:
        is_for_both = format_ in REPORTS.names()
        wanted = not is_for_both or (results.is_dir() and format_ in OF_A_CLASS)
    names = (SUMMARIES if wanted else REPORTS).names()
    if format_ in names:
        return wanted
    raise typer.BadParameter(
        f"{format_!r} shows {'each result' if wanted else 'the class'} alone; with "
        f"{'--summary' if wanted else '--each'} there are {', '.join(names)}.",
        param_hint="'--format'",
    )
