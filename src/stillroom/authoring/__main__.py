"""The authors' commands, behind the nox sessions: ``python -m stillroom.authoring``."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from stillroom.cli.main import run_app
from stillroom.course.course import Course
from stillroom.errors import StillroomError

app = typer.Typer(
    help="Make a course: show it, check its rules, begin an exercise, publish branches.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _root() -> Path:
    root = Path.cwd()
    if not (root / "copier.yml").exists():
        raise StillroomError(f"{root}: copier.yml is not here; run this in the course repository")
    return root


def _course(root: Path) -> Course:
    return Course(root / "exercises")


@app.command()
def demo() -> None:
    """Show the whole story: a starter, every exercise solved and graded."""
    from stillroom.authoring.demo import run

    root = _root()
    width = None if sys.stdout.isatty() else int(os.environ.get("COLUMNS", "120"))
    console = Console(width=width, highlight=False, no_color="NO_COLOR" in os.environ or None)
    if not run(root, _course(root), console):
        raise typer.Exit(1)


@app.command()
def course(
    write: Annotated[
        bool, typer.Option("--write", help="Write the tables of steps and of findings first.")
    ] = False,
) -> None:
    """Check the rules of the course."""
    from stillroom.authoring import findings, rules
    from stillroom.sandbox.runner import Runner
    from stillroom.util.files import write as write_file

    root = _root()
    lessons = _course(root)
    for exercise in lessons if write else ():
        readme = exercise.folder / "README.md"
        write_file(readme, rules.with_steps(readme.read_text("utf-8"), exercise))
    findings_page = root / "docs" / "findings.md"
    if write and findings_page.exists():
        write_file(findings_page, findings.with_codes(findings_page.read_text("utf-8")))
    with Runner() as runner:
        broken = list(rules.broken(root, lessons, runner))
    for sentence in broken:
        typer.echo(sentence, err=True)
    if broken:
        raise typer.Exit(1)
    typer.echo(f"{len(lessons.ids)} exercises keep every rule of the course.")


@app.command()
def new(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="The new exercise, such as 05-add-orders.")
    ],
) -> None:
    """Begin an exercise: folders that the rules of the course accept."""
    from stillroom.authoring.new import new as begin

    root = _root()
    for path in begin(root, _course(root), name):
        typer.echo(f"wrote {path.relative_to(root)}")
    typer.echo("Fill in what says TODO, then run: nox -s course")


@app.command()
def picture() -> None:
    """Draw docs/terminal.svg again, from a real grading."""
    from stillroom.authoring.picture import draw, shown
    from stillroom.sandbox.runner import Runner
    from stillroom.util.files import write as write_file

    root = _root()
    with Runner() as runner:
        write_file(root / "docs" / "terminal.svg", draw(shown(root, _course(root), runner)))


@app.command()
def branches(
    destination: Annotated[
        Path, typer.Argument(metavar="DEST", help="The folder of the Git repository to write.")
    ],
    exercise: Annotated[
        str | None, typer.Option("--exercise", metavar="ID", help="Publish this exercise alone.")
    ] = None,
) -> None:
    """Write a Git repository with one branch per exercise, to hand out."""
    from stillroom.authoring.branches import publish

    root = _root()
    lessons = _course(root)
    only = lessons.find(exercise).id if exercise else None
    for branch in publish(root, lessons, destination, only):
        typer.echo(branch)


if __name__ == "__main__":
    sys.exit(run_app(app, "stillroom.authoring"))
