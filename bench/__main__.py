"""The benchmarks, behind the nox session ``bench``: ``python -m bench NAME``."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from stillroom.cli.run_app import run_app
from stillroom.course.course import Course
from stillroom.errors import StillroomError

if TYPE_CHECKING:
    from stillroom.authoring.samples import Sample

app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)

ROOT = Path(__file__).parents[1]
PROCESSORS = os.cpu_count() or 1
COURSES = 100  # random courses, with six faults each
JobsOption = Annotated[
    int, typer.Option("--jobs", min=1, help="How many samples run at the same time.")
]
OnlyOption = Annotated[
    str, typer.Option("--only", metavar="GLOB", help="Samples such as '03-downgrade/*'.")
]


@app.callback(invoke_without_command=True)
def _bench(context: typer.Context) -> None:
    """Measure the grader: nox -s bench -- NAME."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def truth(
    write: Annotated[
        bool, typer.Option("--write", help="Write docs/comparison.md, with the newest versions.")
    ] = False,
    jobs: JobsOption = PROCESSORS,
    only: OnlyOption = "*",
    most: Annotated[
        int | None,
        typer.Option("--most", min=1, help="Draw at most so many samples of each exercise."),
    ] = None,
) -> None:
    """Compare Stillroom with other tools on tests/mistakes/, and say what its first findings name."""
    from bench import document, first_findings, samples, table
    from bench.truth import measure
    from stillroom.util.files import write as write_file

    if write and only != "*":
        raise StillroomError("--write needs all samples; leave --only out")
    course = Course(ROOT / "exercises")
    with _scratch():
        chosen = _chosen(course, only)
        asked = chosen if most is None else samples.drawn(chosen, most)
        scores = measure(ROOT, course, asked, jobs, renew=write)
        told = first_findings.measure(ROOT, course, chosen, COURSES, jobs)
    table.show(_console(), scores)
    table.show_told(_console(), told)
    if write:
        write_file(ROOT / document.PATH, document.written(scores, told, course.ids, jobs, most))


@app.command()
def findings(
    write: Annotated[
        bool, typer.Option("--write", help="Write the section in docs/comparison.md.")
    ] = False,
    jobs: JobsOption = PROCESSORS,
    only: OnlyOption = "*",
    courses: Annotated[
        int, typer.Option("--courses", min=1, help="How many random courses are drawn.")
    ] = COURSES,
    cases: Annotated[
        Path | None,
        typer.Option("--cases", metavar="DIR", help="Grade the cases in this folder instead."),
    ] = None,
) -> None:
    """Say how often the first finding on a wrong answer names the fault, and list where it does not."""
    from bench import document, first_findings, table
    from stillroom.util.files import write as write_file

    course = Course(ROOT / "exercises")
    if cases is not None and not cases.is_dir():
        raise StillroomError(f"{cases}: no such folder; --cases wants a folder of cases")
    if write and (only != "*" or cases is not None):
        raise StillroomError("--write needs all samples; leave --only and --cases out")
    with _scratch():
        if cases is not None:
            told, lines = first_findings.cases(ROOT, course, cases, jobs)
            table.show_told(_console(), [told])
            typer.echo("\n".join(lines))
            return
        chosen = _chosen(course, only)
        measured = first_findings.measure(ROOT, course, chosen, courses, jobs)
    table.show_told(_console(), measured)
    if write:
        page = ROOT / document.PATH
        write_file(page, document.with_first_findings(page.read_text("utf-8"), measured))


@app.command()
def speed(
    write: Annotated[bool, typer.Option("--write", help="Write docs/speed.md.")] = False,
) -> None:
    """Measure what a grading costs, alone and in a class, and how soon the lesson follows."""
    from bench import lesson
    from bench import speed as figures
    from bench.table import show_figures
    from stillroom.util.files import write as write_file

    with _scratch():
        course = Course(ROOT / "exercises")
        measured = [
            figure for part in (figures, lesson) for figure in part.measure(ROOT, course, _say)
        ]
    show_figures(_console(140), measured)
    if write:
        page = ROOT / figures.PATH
        write_file(page, figures.written(measured, page.read_text("utf-8")))


@app.command()
def cohort(
    write: Annotated[
        bool, typer.Option("--write", help="Write the section in docs/speed.md.")
    ] = False,
    size: Annotated[int, typer.Option("--size", min=40, help="How many submissions.")] = 2000,
) -> None:
    """Grade a class of thousands: alone, killed in the middle, and on a cluster that loses a worker."""
    from bench.cohort import measure as figures
    from bench.speed import PATH
    from bench.table import show_figures
    from stillroom.util.files import write as write_file

    with _scratch():
        measured = figures.measure(ROOT, Course(ROOT / "exercises"), size, _say)
    show_figures(_console(140), measured)
    if write:
        page = ROOT / PATH
        write_file(page, figures.with_class(page.read_text("utf-8"), measured, size))


@app.command()
def page() -> None:
    """Weigh the page and its editor, and measure how soon a save is shown."""
    from bench import page as figures
    from bench.table import show_figures

    with _scratch():
        measured = figures.measure(ROOT, Course(ROOT / "exercises"), _say)
    show_figures(_console(140), measured)


@app.command()
def screens() -> None:
    """Take the pictures of the page in docs/ anew (nox -s picture)."""
    from bench.screens import draw

    with _scratch():
        draw(ROOT, Course(ROOT / "exercises"), _say)


@app.command()
def way(
    messes: Annotated[int, typer.Option("--messes", min=1, help="How many are tried.")] = 10_000,
) -> None:
    """Follow the advice from random messes of revisions and database, and say how long the longest way is."""
    from bench import way as ways
    from bench.table import show_figures

    show_figures(_console(140), ways.measure(ROOT, messes))


def _chosen(course: Course, only: str) -> "list[Sample]":
    """Return the samples whose names match *only*; raises StillroomError where none does."""
    from bench import samples

    if chosen := samples.read(ROOT, course, only):
        return chosen
    raise StillroomError(f"no sample is called {only!r}; try '02-add-email/*'")


def _console(usual: int = 120) -> Console:
    """Where the tables are shown; *usual* is the width in columns where there is no terminal."""
    width = None if sys.stdout.isatty() else int(os.environ.get("COLUMNS", usual))
    return Console(width=width, highlight=False, emoji=False)


def _say(message: str) -> None:
    typer.echo(message, err=True)


@contextmanager
def _scratch() -> Iterator[None]:
    """Keep all temporary files, those of Copier too, in one folder, and take it away at the end."""
    with TemporaryDirectory(prefix="stillroom-bench-", ignore_cleanup_errors=True) as folder:
        before, tempfile.tempdir = tempfile.tempdir, folder
        try:
            yield
        finally:
            tempfile.tempdir = before


if __name__ == "__main__":
    sys.exit(run_app(app, "bench"))
