"""The command ``stillroom``: registers every command of the modules beside this one.

To add a command, write a function with Typer's annotations into the module of its group, and name
it in the loop below; its place there is its place in the help.
"""

import sys
from typing import Annotated

import typer

from stillroom.cli import (
    ask,
    authoring,
    copies,
    explore,
    grade,
    learn,
    page,
    progress,
    project,
    report,
    trace,
    watch,
)
from stillroom.cli.run_app import run_app

app = typer.Typer(
    name="stillroom",
    help="Grade database migrations by what they do to a database.",
    epilog="Exit status: 0 all passed, 1 something did not pass, 2 the command could not do its work.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def _stillroom(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and leave.", is_eager=True)
    ] = False,
) -> None:
    if version:
        from stillroom import __version__

        typer.echo(f"stillroom {__version__}")
        raise typer.Exit


for command in (
    grade.grade,
    grade.cohort,
    report.report,
    copies.copies,
    grade.doctor,
    grade.list_,
    project.check,
    project.start,
    project.next_,
    project.reset,
    project.undo,
    project.hint,
    watch.watch,
    page.lesson,
    learn.task,
    learn.read,
    ask.predict,
    ask.quiz,
    ask.recall,
    learn.explain,
    explore.explore,
    trace.trace,
    learn.summary,
):
    app.command(command.__name__.rstrip("_"))(command)  # some names are words of Python
app.add_typer(progress.app, name="progress")
for author_command in (  # last in the help: only authors of a course need them
    page.site,
    authoring.course,
    authoring.new,
    authoring.branches,
    authoring.gradescope,
    authoring.demo,
    authoring.picture,
):
    app.command()(author_command)


def main() -> None:
    """Run the ``stillroom`` command."""
    sys.exit(run_app(app, "stillroom"))
