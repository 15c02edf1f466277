"""The command ``stillroom``: registers every command of the modules beside this one.

To add a command, write a function with Typer's annotations into the module of its group, and name
it in the list below; its place there is its place in the help.
"""

import sys
from collections.abc import Callable, Iterable
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

_COMMANDS = (
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
    progress.app,
    page.site,  # from here on, only authors of a course need them
    authoring.course,
    authoring.new,
    authoring.branches,
    authoring.gradescope,
    authoring.demo,
    authoring.picture,
)


def _name(command: Callable[..., None] | typer.Typer) -> str:
    """The word by which *command* is called."""
    if isinstance(command, typer.Typer):
        return str(command.info.name)
    return command.__name__.rstrip("_")  # some names are words of Python


def _with(commands: Iterable[Callable[..., None] | typer.Typer]) -> typer.Typer:
    """Return ``stillroom`` with *commands*."""
    app = typer.Typer(
        name="stillroom",
        help="Grade database migrations by what they do to a database.",
        epilog="Exit status: 0 all passed, 1 something did not pass, 2 the command could not do its work.",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        add_completion=False,
    )
    app.callback()(_stillroom)
    for command in commands:
        if isinstance(command, typer.Typer):
            app.add_typer(command)
        else:
            app.command(_name(command))(command)
    return app


def _stillroom(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and leave.", is_eager=True)
    ] = False,
) -> None:
    if version:
        from stillroom import __version__

        typer.echo(f"stillroom {__version__}")
        raise typer.Exit


app = _with(_COMMANDS)


def main() -> None:
    """Run the ``stillroom`` command.

    Where it begins with the name of a command, the options of all others are never looked at: that
    takes longer than many a command.
    """
    called = [command for command in _COMMANDS if [_name(command)] == sys.argv[1:2]]
    sys.exit(run_app(_with(called) if called else app, "stillroom"))
