"""The command copies: answers of a class that are alike."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from stillroom.cli.options import (
    AnonymousOption,
    BranchOption,
    ClassListOption,
    CohortExerciseOption,
    CourseOption,
    SubmissionsArgument,
)


class CopiesFormat(StrEnum):
    """How it is written."""

    terminal = "terminal"
    json = "json"


def copies(
    submissions: SubmissionsArgument,
    exercise: CohortExerciseOption,
    course: CourseOption = None,
    format_: Annotated[
        CopiesFormat, typer.Option("--format", help="How it is written.")
    ] = CopiesFormat.terminal,
    branch: BranchOption = None,
    anonymous: AnonymousOption = False,
    roster: ClassListOption = None,
    results: Annotated[
        Path | None,
        typer.Option(
            "--results",
            metavar="DIR",
            help="With --anonymous: the pseudonyms are those of the results in this folder.",
        ),
    ] = None,
) -> None:
    """Show answers that are alike, with the evidence. It is no verdict, and nothing is run."""
    from stillroom.cohort.copies import compared, copies_in
    from stillroom.cohort.pseudonyms import pseudonyms, pseudonyms_for_once
    from stillroom.cohort.sources import unpacked
    from stillroom.course.course import Course
    from stillroom.reports.copies import render
    from stillroom.submission.handed_in import Wanted

    lessons = Course(course)
    with unpacked(submissions) as place:
        sources = compared(place, Wanted(branch, is_for_all=True), roster)
        found = copies_in(sources, lessons, lessons.find(exercise))
    if anonymous:
        names = pseudonyms(results) if results else pseudonyms_for_once()
        found = names.copies(found, sources)
    text = render(found) if format_ is CopiesFormat.terminal else found.to_json() + "\n"
    typer.echo(text, nl=False)
