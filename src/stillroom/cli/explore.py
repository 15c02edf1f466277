"""The command explore: the schema at one revision, or at two of them side by side."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stillroom.cli.options import CourseOption, PlainOption, ProjectOption, SecondsOption
from stillroom.cli.output import advise, can_draw_boxes, say
from stillroom.sandbox.tiers import TIME_LIMIT

if TYPE_CHECKING:
    from stillroom.project.schema_at import SchemaAt

_PLACE = "A revision id or its beginning, base, head, models, or database (your own)."


def explore(
    left: Annotated[str | None, typer.Argument(metavar="LEFT", help=_PLACE)] = None,
    right: Annotated[
        str | None, typer.Argument(metavar="RIGHT", help="Another one, to compare it with.")
    ] = None,
    course: CourseOption = None,
    project: ProjectOption = Path(),
    plain: PlainOption = False,
    seconds: SecondsOption = TIME_LIMIT,
) -> None:
    """Show the schema at a revision, or at two side by side. Without one, list them."""
    if left is None:
        _print_revisions(project)
        return
    from stillroom.sandbox.runner import Runner

    with Runner(seconds) as runner:
        from stillroom.project.named_course import course_of
        from stillroom.project.schema_at import explore as explored

        names = [name for name in (left, right) if name is not None]
        places = explored(project, names, course_of(project, course), runner)
    _print_schemas(places, plain or not can_draw_boxes())


def _print_revisions(project: Path) -> None:
    from stillroom.project.advice import NextStep, advice
    from stillroom.project.snapshot import look

    snapshot = look(project)
    if snapshot.submission is None:
        from stillroom.submission.intake import take_in

        take_in(project)  # raises with the same words, for standard error
    applied = snapshot.applied()
    say("base: before the first revision")
    for revision in snapshot.chain:
        position = "; your database is here" if revision.id in snapshot.versions else ""
        status = "applied" if revision.id in applied else "not applied"
        say(f"{revision.id}: {revision.message or revision.name} ({status}{position})")
    for revision in snapshot.revisions:
        if revision.trouble:
            say(f"{revision.path}: cannot be loaded: {revision.trouble}")
    say("models: what app/models.py declares")
    say(f"database: {snapshot.database}")
    head, base_and_head = NextStep("explore", "head"), NextStep("explore", "base head")
    following = advice("Look at one: ", head, ". Compare two: ", base_and_head)
    advise(following)


def _print_schemas(places: "list[SchemaAt]", plain: bool) -> None:
    from stillroom.diagrams.lines import changed_names, schema_text, side_by_side
    from stillroom.util.terminal import width

    changed = changed_names(places[0].schema, places[-1].schema)
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
        say(words if changed else "There is no difference.")
