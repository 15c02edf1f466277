"""Working on the exercises in a project of one's own: check it, start an exercise, ask for a hint."""

from pathlib import Path
from typing import Annotated

import typer

from stillroom.cli.options import (
    CourseOption,
    FormatOption,
    OutputOption,
    PlainOption,
    ProjectOption,
    SecondsOption,
)
from stillroom.cli.output import check_writable, show_results
from stillroom.reports.base import FIRST


def check(
    exercise: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="The exercise; without it, the current one."),
    ] = None,
    course: CourseOption = None,
    project: ProjectOption = Path(),
    format_: FormatOption = FIRST,
    output: OutputOption = None,
    plain: PlainOption = False,
    seconds: SecondsOption = 20.0,
) -> None:
    """Check the project in this folder, and say what comes next."""
    from stillroom.sandbox.runner import Runner

    check_writable(output)
    with Runner(seconds) as runner:
        from stillroom.project.check import check as check_project
        from stillroom.project.named_course import course_of

        result, upcoming = check_project(project, course_of(project, course), exercise, runner)
    raise typer.Exit(show_results([result], format_, output, plain, upcoming.spelled()))


def start(
    exercise: Annotated[str, typer.Argument(metavar="ID", help="The exercise to start.")],
    course: CourseOption = None,
    project: ProjectOption = Path(),
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Even over work that is not committed.")
    ] = False,
) -> None:
    """Lay the starting files of an exercise into the project in this folder."""
    from stillroom.project.named_course import course_of
    from stillroom.project.start import start as start_exercise

    lessons = course_of(project, course)
    typer.echo(start_exercise(project, lessons, exercise, overwrite).spelled())


def hint(
    exercise: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="The exercise; without it, the current one."),
    ] = None,
    course: CourseOption = None,
    project: ProjectOption = Path(),
) -> None:
    """Show the next hint of an exercise: a nudge, the idea, the shape of the code."""
    from stillroom.project.hint import hint as next_hint
    from stillroom.project.named_course import course_of

    typer.echo(next_hint(project, course_of(project, course), exercise))
