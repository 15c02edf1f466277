"""The options that several commands share."""

import os
from math import isnan
from pathlib import Path
from typing import Annotated

import typer

from stillroom.cli.output import format_option
from stillroom.reports.base import REPORTS, SUMMARIES
from stillroom.sandbox.tiers import Tier

A_DAY = 86_400.0  # seconds: longer limits are too large for the clocks of some systems

CourseOption = Annotated[
    Path | None,
    typer.Option(
        "--course",
        metavar="DIR",
        help="Take the course from this folder, laid out like exercises/.",
        envvar="STILLROOM_COURSE",
    ),
]
FormatOption = Annotated[str, format_option("How the result is written.", REPORTS)]
ReportFormatOption = Annotated[str, format_option("How it is written.", REPORTS, SUMMARIES)]
SummaryFormatOption = Annotated[str, format_option("How the summary is shown.", SUMMARIES)]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write to FILE, as a whole or not at all."),
]
PlainOption = Annotated[
    bool, typer.Option("--plain", help="No boxes and no colours: line by line, for screen readers.")
]


IsolationOption = Annotated[
    Tier | None,
    typer.Option(
        "--require-isolation",
        metavar="TIER",
        help="Refuse to run below this tier: full, filter, process or self-check (see: stillroom doctor). "
        "More than one submission needs filter, unless another tier is named here.",
    ),
]


def _a_number(seconds: float) -> float:
    """Refuse what passes every comparison with a limit."""
    if isnan(seconds):
        raise typer.BadParameter("nan is no number of seconds.")
    return seconds


SecondsOption = Annotated[
    float,
    typer.Option(
        "--seconds", min=0.1, max=A_DAY, callback=_a_number, help="Time limit of one command."
    ),
]


ExerciseOption = Annotated[
    str | None,
    typer.Option(
        "--exercise",
        metavar="ID",
        help="The exercise, such as 02-add-email or 02; without it, the one that each project is at.",
    ),
]
SubmissionsArgument = Annotated[
    Path,
    typer.Argument(
        metavar="SUBMISSIONS",
        help="A folder of projects, archives or Git repositories, one archive of all, or a roster (CSV).",
    ),
]
ClassListOption = Annotated[
    Path | None,
    typer.Option(
        "--roster",
        metavar="FILE",
        help="A class list (CSV) for a folder or an archive: joined with it by the names of learners.",
    ),
]
CohortExerciseOption = Annotated[
    str, typer.Option("--exercise", metavar="ID", help="The exercise, such as 02 or 02-add-email.")
]
ResultsOption = Annotated[
    Path, typer.Option("--results", metavar="DIR", help="Where the results are kept.")
]
BranchOption = Annotated[
    str | None,
    typer.Option(
        "--branch",
        metavar="NAME",
        help="Grade what is committed to this branch of each Git repository, not the files that lie there.",
    ),
]
JobsOption = Annotated[
    int | None,
    typer.Option("--jobs", metavar="N", min=1, help="How many at once; one for each processor."),
]
SchedulerOption = Annotated[
    str | None,
    typer.Option(
        "--scheduler", metavar="ADDRESS", help="Hand the work to the Dask cluster at ADDRESS."
    ),
]
AnonymousOption = Annotated[
    bool,
    typer.Option(
        "--anonymous",
        help="Take names out: each learner gets a pseudonym, the same one each time.",
    ),
]


def project_around(project: Path) -> Path:
    """Return *project*; in place of the current folder, that of the project it lies in."""
    if project != Path():
        return project
    here = Path.cwd()
    around = (folder for folder in (here, *here.parents) if _is_project(folder))
    return Path(os.path.relpath(next(around, here)))


def _is_project(folder: Path) -> bool:
    parts = (folder / name for name in ("app", "migrations", "pyproject.toml"))
    return all(part.exists() for part in parts)


ProjectOption = Annotated[
    Path,
    typer.Option(
        "--project",
        metavar="DIR",
        help="The project; without it, the one that the current folder is in.",
        callback=project_around,
        show_default=False,
    ),
]
