"""Looking closely at one's own revisions: what each of them sends and makes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stillroom.cli.options import CourseOption, PlainOption, ProjectOption, SecondsOption

if TYPE_CHECKING:
    from stillroom.project.schema_at import SchemaAt
    from stillroom.project.trace import Stage

_PLACE = "A revision id or its beginning, base, head, models, or database (your own)."


def trace(
    back: Annotated[
        bool, typer.Option("--back", help="Then undo them one by one, down to base.")
    ] = False,
    course: CourseOption = None,
    project: ProjectOption = Path(),
    plain: PlainOption = False,
    seconds: SecondsOption = 20.0,
) -> None:
    """Run your revisions one by one on a copy: the SQL that each sends, and what it makes."""
    from stillroom.sandbox.runner import Runner

    with Runner(seconds) as runner:
        from stillroom.course.course import Course
        from stillroom.project.trace import trace as traced

        stages = traced(project, Course(course), runner, back=back)
    if not stages:
        typer.echo('There is no revision yet. Write one: alembic revision -m "MESSAGE"')
    for number, stage in enumerate(stages, 1):
        _tell(number, stage, _is_plain(plain))


def explore(
    left: Annotated[str | None, typer.Argument(metavar="[LEFT]", help=_PLACE)] = None,
    right: Annotated[
        str | None, typer.Argument(metavar="[RIGHT]", help="Another one, to compare it with.")
    ] = None,
    course: CourseOption = None,
    project: ProjectOption = Path(),
    plain: PlainOption = False,
    seconds: SecondsOption = 20.0,
) -> None:
    """Show the schema at a revision, or at two of them side by side; without one, list them."""
    if left is None:
        _list(project)
        return
    from stillroom.sandbox.runner import Runner

    with Runner(seconds) as runner:
        from stillroom.course.course import Course
        from stillroom.project.schema_at import explore as explored

        names = [name for name in (left, right) if name is not None]
        places = explored(project, names, Course(course), runner)
    _show(places, _is_plain(plain))


def _list(project: Path) -> None:
    from stillroom.project.next_step import NextStep, advice
    from stillroom.project.snapshot import look

    snapshot = look(project)
    if snapshot.submission is None:
        from stillroom.submission.intake import take_in

        take_in(project)  # raises with the same words, for standard error
    applied = snapshot.applied()
    typer.echo("base: before the first revision")
    for revision in snapshot.chain:
        position = "; your database is here" if revision.id in snapshot.versions else ""
        status = "applied" if revision.id in applied else "not applied"
        typer.echo(f"{revision.id}: {revision.message or revision.name} ({status}{position})")
    for revision in snapshot.revisions:
        if revision.trouble:
            typer.echo(f"{revision.path}: cannot be loaded: {revision.trouble}")
    typer.echo("models: what app/models.py declares")
    typer.echo(f"database: {snapshot.database}")
    head, base_and_head = NextStep("explore", "head"), NextStep("explore", "base head")
    following = advice("Look at one: ", head, ". Compare two: ", base_and_head)
    typer.echo(following.spelled())


def _tell(number: int, stage: "Stage", plain: bool) -> None:
    from stillroom.diagrams.lines import changes, schema_text

    message = f"  ({stage.message})" if stage.message else ""
    typer.echo(f"{number}. {stage.command}{message}")
    for statement in stage.statements:
        typer.echo("".join(f"     {line}\n" for line in statement.splitlines()), nl=False)
    if not stage.statements and stage.trouble is None:
        typer.echo("     It sends no SQL of its own.")
    if stage.trouble is not None:
        _trouble(stage)
        return
    version = ", ".join(stage.versions) or "base"
    typer.echo(f"   The database is at {version}: {stage.state}")
    changed = changes(stage.before, stage.schema)
    if not changed:
        typer.echo("   The schema stayed as it was.\n")
        return
    drawn = schema_text(stage.schema, changed, plain=plain)
    typer.echo("".join(f"   {line}\n" for line in drawn.splitlines()))


def _trouble(stage: "Stage") -> None:
    finding = stage.trouble
    if finding is None:
        return
    place = f"  {finding.file}:{finding.line or 1}" if finding.file else ""
    typer.echo(f"   It stops here: {finding.code}{place}")
    typer.echo(f"   {finding.message}")
    typer.echo(f"   Next: {finding.hint}")


def _show(places: "list[SchemaAt]", plain: bool) -> None:
    from stillroom.diagrams.lines import changes, schema_text, side_by_side
    from stillroom.util.terminal import width

    changed = changes(places[0].schema, places[-1].schema)
    drawn = [
        "\n".join(
            [
                place.title,
                *([place.trouble] if place.trouble else []),
                schema_text(place.schema, changed, plain=plain),
            ]
        )
        for place in places
    ]
    typer.echo("\n".join(drawn) if plain else side_by_side(drawn, width()))
    if len(places) == 2:
        words = "A star marks what differs." if not plain else "What differs says (changed)."
        typer.echo(words if changed else "There is no difference.")


def _is_plain(plain: bool) -> bool:
    """Boxes are drawn only where they can be."""
    import sys

    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    return plain or not encoding.startswith("utf")
