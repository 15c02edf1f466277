"""Working on the exercises in a project of one's own: check it, begin an exercise, ask for a hint."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stillroom.cli.options import (
    CourseOption,
    FormatOption,
    OutputOption,
    PlainOption,
    ProjectOption,
    SecondsOption,
)
from stillroom.cli.output import advise, check_writable, refuse_scope, say, show_results
from stillroom.reports.base import FIRST
from stillroom.sandbox.tiers import TIME_LIMIT

if TYPE_CHECKING:
    from stillroom.course.course import Course
    from stillroom.project.advice import Advice


def check(
    exercise: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="The exercise; without it, the current one."),
    ] = None,
    course: CourseOption = None,
    project: ProjectOption = Path(),
    format_: FormatOption = FIRST,
    output: OutputOption = None,
    plain: PlainOption = False,
    seconds: SecondsOption = TIME_LIMIT,
) -> None:
    """Check the project in this folder, and say what comes next."""
    from stillroom.sandbox.runner import Runner

    with Runner(seconds) as runner:
        check_writable(output, format_)  # while the process that runs commands gets ready
        refuse_scope(format_, 1)
        from stillroom.learning.task import task_beside, task_text
        from stillroom.project.advice import on_one_line
        from stillroom.project.check import check as check_project
        from stillroom.project.named_course import course_of
        from stillroom.util.terminal import folded

        lessons = course_of(project, course)
        result, upcoming = check_project(project, lessons, exercise, runner)
    graded = lessons.find(result.exercise)
    beside = task_beside(graded, result)
    if beside == task_text(graded) and output is None and format_ == FIRST:
        # It is long: what the check has found stands below it, where it is seen.
        whole = _rendered(beside, plain, f"{graded.id}: {graded.title}")
        typer.echo(folded(whole, sys.stdout) if plain else whole)
        beside = ""
    shown = _rendered(beside, plain or output is not None) if beside else ""
    if plain and output is None:
        shown = folded(shown, sys.stdout)
    upcoming_text = upcoming.spelled(on_one_line)
    raise typer.Exit(show_results([result], format_, output, plain, upcoming_text, shown))


def _rendered(text: str, plain: bool, title: str = "") -> str:
    """Return *text*, which is Markdown, as this terminal shows it."""
    from stillroom.tui.markdown_terminal import MarkdownTerminal

    return MarkdownTerminal(plain).rendered(text, title)


def _begun(done: "Advice", lessons: "Course", project: Path) -> None:
    """Show the task of the exercise that was begun, and last what was done."""
    from stillroom.learning.task import task_text
    from stillroom.project.current_exercise import current_exercise
    from stillroom.project.progress_file import load_progress

    exercise = current_exercise(lessons, None, load_progress(project)[0])
    if text := task_text(exercise):
        typer.echo(_rendered(text, False, f"{exercise.id}: {exercise.title}"))
    advise(done)


def start(
    exercise: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="The exercise to begin, such as 02-add-email or 02."),
    ] = None,
    course: CourseOption = None,
    project: ProjectOption = Path(),
) -> None:
    """Begin an exercise: lay its files and its database. What was there is kept."""
    from stillroom.project.advice import AdvisedError, NextStep, advice
    from stillroom.project.begin import begin
    from stillroom.project.named_course import course_of
    from stillroom.util.text import listed

    lessons = course_of(project, course)
    if exercise is None:
        which = advice("Say which exercise, such as: ", NextStep("start", lessons.ids[0]))
        raise AdvisedError(advice(which, f". There are {listed(lessons.ids)}."))
    _begun(begin(project, lessons, lessons.find(exercise)), lessons, project)


def next_(course: CourseOption = None, project: ProjectOption = Path()) -> None:
    """Begin the next exercise, once this one has passed. What was there is kept."""
    from stillroom.project.begin import NothingFollows, follow_on
    from stillroom.project.named_course import course_of

    lessons = course_of(project, course)
    try:
        _begun(follow_on(project, lessons), lessons, project)
    except NothingFollows as done:
        say(str(done))


def reset(
    database: Annotated[
        bool, typer.Option("--database", help="The database alone; the files stay.")
    ] = False,
    course: CourseOption = None,
    project: ProjectOption = Path(),
) -> None:
    """Begin this exercise again, files and database. What was there is kept."""
    from stillroom.project.begin import reset as begin_again
    from stillroom.project.begin import reset_database
    from stillroom.project.named_course import course_of

    lessons = course_of(project, course)
    if database:
        advise(reset_database(project, lessons))
    else:
        _begun(begin_again(project, lessons), lessons, project)


def undo(project: ProjectOption = Path()) -> None:
    """Take back the last start, next or reset, files and database."""
    from stillroom.project.begin import undo as take_back

    advise(take_back(project))


def hint(
    exercise: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="The exercise; without it, the current one."),
    ] = None,
    course: CourseOption = None,
    project: ProjectOption = Path(),
    plain: PlainOption = False,
) -> None:
    """Show the next hint of an exercise. First comes a nudge, then the idea, then the shape of the code."""
    from stillroom.project.hint import hint as next_hint
    from stillroom.project.named_course import course_of
    from stillroom.tui.markdown_terminal import MarkdownTerminal

    MarkdownTerminal(plain).markdown(next_hint(project, course_of(project, course), exercise))
