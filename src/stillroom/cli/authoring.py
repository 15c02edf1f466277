"""Making a course: check its rules, begin an exercise, publish branches, show it."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stillroom.errors import StillroomError

if TYPE_CHECKING:
    from stillroom.course.course import Course


def _root() -> Path:
    root = Path.cwd()
    if not (root / "copier.yml").exists():
        raise StillroomError(f"{root}: copier.yml is not here; run this in the course repository")
    return root


def _course(root: Path) -> "Course":
    from stillroom.course.course import Course

    return Course(root / "exercises")


def demo() -> None:
    """For authors: show the whole story, a starter and every exercise solved and graded."""
    from rich.console import Console

    from stillroom.authoring.demo import run

    root = _root()
    width = None if sys.stdout.isatty() else int(os.environ.get("COLUMNS", "120"))
    console = Console(width=width, highlight=False, no_color="NO_COLOR" in os.environ or None)
    if not run(root, _course(root), console):
        raise typer.Exit(1)


def course(
    write: Annotated[
        bool, typer.Option("--write", help="Write the tables of steps and of findings first.")
    ] = False,
) -> None:
    """For authors: check the rules of the course."""
    from stillroom.authoring import findings, rules
    from stillroom.course import given
    from stillroom.sandbox.runner import Runner
    from stillroom.util.files import write as write_file

    root = _root()
    lessons = _course(root)
    for exercise in lessons if write else ():
        readme = exercise.folder / "README.md"
        write_file(readme, rules.with_steps(readme.read_text("utf-8"), exercise))
        if exercise.definition.begin.frozen:
            write_file(exercise.folder / given.FILE, rules.with_given(root, exercise))
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


def new(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="The new exercise, such as 05-add-orders.")
    ],
) -> None:
    """For authors: begin an exercise, with folders that the rules of the course accept."""
    from stillroom.authoring.new import new as begin

    root = _root()
    for path in begin(root, _course(root), name):
        typer.echo(f"wrote {path.relative_to(root)}")
    typer.echo("1. Replace every TODO in exercises/ and solutions/.")
    typer.echo(f"2. Write samples of right and wrong answers below tests/mistakes/{name}/.")
    typer.echo("3. Name the exercise in the table of README.md.")
    typer.echo("4. Write the tables and check the rules: nox -s course -- --write")


def picture() -> None:
    """For authors: draw docs/terminal.svg again, from a real grading."""
    from stillroom.authoring.picture import draw, shown
    from stillroom.sandbox.runner import Runner
    from stillroom.util.files import write as write_file

    root = _root()
    with Runner() as runner:
        write_file(root / "docs" / "terminal.svg", draw(shown(root, _course(root), runner)))


def branches(
    destination: Annotated[
        Path, typer.Argument(metavar="DEST", help="The folder of the Git repository to write.")
    ],
    exercise: Annotated[
        str | None, typer.Option("--exercise", metavar="ID", help="Publish this exercise alone.")
    ] = None,
) -> None:
    """For authors: write a Git repository with one branch per exercise, to hand out."""
    from stillroom.authoring.branches import publish

    root = _root()
    lessons = _course(root)
    only = lessons.find(exercise).id if exercise else None
    for branch in publish(root, lessons, destination, only):
        typer.echo(branch)
