"""The command copies: answers of a class that are alike."""

from enum import StrEnum
from typing import Annotated

import typer

from stillroom.cli.options import (
    BranchOption,
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
) -> None:
    """Show answers that are alike, with the evidence and without a verdict. Nothing is run."""
    from stillroom.cohort.copies import copies_in
    from stillroom.cohort.sources import unpacked
    from stillroom.course.course import Course
    from stillroom.reports.copies import render
    from stillroom.submission.handed_in import Wanted

    lessons = Course(course)
    with unpacked(submissions) as place:
        found = copies_in(place, lessons, lessons.find(exercise), Wanted(branch))
    text = render(found) if format_ is CopiesFormat.terminal else found.to_json() + "\n"
    typer.echo(text, nl=False)
