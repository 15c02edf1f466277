"""The command trace: the SQL that each revision sends, and what it makes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stillroom.cli.options import CourseOption, PlainOption, ProjectOption, SecondsOption
from stillroom.cli.output import can_draw_boxes, say
from stillroom.sandbox.tiers import TIME_LIMIT

if TYPE_CHECKING:
    from stillroom.project.trace import Stage


def trace(
    back: Annotated[
        bool, typer.Option("--back", help="Then undo them one by one, down to base.")
    ] = False,
    course: CourseOption = None,
    project: ProjectOption = Path(),
    plain: PlainOption = False,
    seconds: SecondsOption = TIME_LIMIT,
) -> None:
    """Run your revisions one by one on a copy. It shows the SQL that each sends, and what it makes."""
    from stillroom.sandbox.runner import Runner

    with Runner(seconds) as runner:
        from stillroom.project.named_course import course_of
        from stillroom.project.trace import trace as traced

        stages = traced(project, course_of(project, course), runner, back=back)
    if not stages:
        say('There is no revision yet. Write one: alembic revision -m "MESSAGE"')
    for number, stage in enumerate(stages, 1):
        _print_stage(number, stage, plain or not can_draw_boxes())


def _print_stage(number: int, stage: "Stage", plain: bool) -> None:
    from stillroom.diagrams.lines import changed_names, schema_text

    message = f"  ({stage.message})" if stage.message else ""
    say(f"{number}. {stage.command}{message}")
    for statement in stage.statements:
        for line in statement.splitlines():
            say(f"     {line}")
    if not stage.statements and stage.trouble is None:
        say("     It sends no SQL of its own.")
    if stage.trouble is not None:
        _print_trouble(stage)
        return
    version = ", ".join(stage.versions) or "base"
    say(f"   The database is at {version}: {stage.state}")
    changed = changed_names(stage.before, stage.schema)
    if not changed:
        say("   The schema stayed as it was.\n")
        return
    drawn = schema_text(stage.schema, changed, plain=plain)
    typer.echo("".join(f"   {line}\n" for line in drawn.splitlines()))


def _print_trouble(stage: "Stage") -> None:
    finding = stage.trouble
    if finding is None:
        return
    place = f"  {finding.place}" if finding.file else ""
    say(f"   It stops here: {finding.code}{place}")
    say(f"   {finding.message}")
    say(f"   Next: {finding.hint}")
