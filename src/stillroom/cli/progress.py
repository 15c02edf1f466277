"""The learner's progress as a file: export and import."""

from pathlib import Path
from typing import Annotated

import typer

from stillroom.cli.options import ProjectOption
from stillroom.cli.output import advise, say

app = typer.Typer(name="progress", help="Keep your progress in a file, or take it from one.")


@app.callback(invoke_without_command=True)
def how(context: typer.Context) -> None:
    """Say what there is, where neither export nor import was named."""
    if context.invoked_subcommand is None:
        from stillroom.project.advice import NextStep, advice

        into, back = (NextStep("progress", f"{word} FILE") for word in ("export", "import"))
        advise(advice("To a new file: ", into, ". From a file: ", back))


@app.command("export")
def export_progress(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file.")],
    project: ProjectOption = Path(),
) -> None:
    """Write your progress to a new file."""
    from stillroom.project.advice import NextStep, advice
    from stillroom.project.progress_transfer import export
    from stillroom.util.text import clean

    export(project, file)
    written = f"Your progress is in {clean(str(file))}. To take it from there, in another project: "
    advise(advice(written, NextStep("progress", "import FILE")))


@app.command("import")
def import_progress(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that export wrote.")],
    project: ProjectOption = Path(),
) -> None:
    """Replace your progress by that of a file. The earlier progress is kept beside it."""
    from stillroom.project.progress_transfer import import_
    from stillroom.util.text import clean

    backup = import_(project, file)
    earlier = f" The earlier progress is kept as {backup}." if backup else ""
    say(clean(f"Your progress is now that of {file}.{earlier}"))
