"""The command: arguments in, reports out, one line on stderr for whatever cannot be done."""

import os
import shutil
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stillroom.errors import StillroomError

if TYPE_CHECKING:
    from stillroom.cohort.summary import Summary
    from stillroom.result import Result
    from stillroom.sandbox import Tier

PASSED, NOT_PASSED, NOT_DONE = 0, 1, 2

app = typer.Typer(
    name="stillroom",
    help="Grade database migrations by what they do to a database.",
    epilog="Exit status: 0 all passed, 1 something did not pass, 2 the command could not do its work.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    add_completion=False,
)


class Format(StrEnum):
    """How a result is written."""

    terminal = "terminal"
    json = "json"
    junit = "junit"


class SummaryFormat(StrEnum):
    """How the summary of a cohort is shown."""

    terminal = "terminal"
    json = "json"


CourseOption = Annotated[
    Path | None,
    typer.Option(
        "--course",
        metavar="DIR",
        help="Grade with the exercises of this folder, laid out like exercises/.",
        envvar="STILLROOM_COURSE",
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How the result is written.")]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write to FILE, as a whole or not at all."),
]
PlainOption = Annotated[
    bool, typer.Option("--plain", help="No boxes and no colours: line by line, for screen readers.")
]


class Isolation(StrEnum):
    """The tiers of isolation, strongest first."""

    full = "full"
    filter = "filter"
    process = "process"
    self_check = "self-check"


IsolationOption = Annotated[
    Isolation | None,
    typer.Option(
        "--require-isolation",
        metavar="TIER",
        help="Refuse to run below this tier: full, filter, process or self-check (see: stillroom doctor). "
        "More than one submission needs filter, unless another tier is named here.",
    ),
]
SecondsOption = Annotated[
    float, typer.Option("--seconds", min=0.1, help="Time limit of one command.")
]


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


@app.command()
def grade(
    submissions: Annotated[
        list[str], typer.Argument(metavar="SUBMISSION...", help="Folders of projects.")
    ],
    exercise: Annotated[
        str | None,
        typer.Option(
            "--exercise",
            metavar="ID",
            help="The exercise, such as 02-add-email or 02; without it, the one that each project is at.",
        ),
    ] = None,
    course: CourseOption = None,
    format_: FormatOption = Format.terminal,
    output: OutputOption = None,
    plain: PlainOption = False,
    seconds: SecondsOption = 20.0,
    require: IsolationOption = None,
) -> None:
    """Grade projects on one exercise. The folders are never written to."""
    from stillroom.runner import Runner

    _writable(output)
    with Runner(seconds, _tier(require, len(submissions))) as runner:
        from stillroom.course import Course
        from stillroom.grading import grade as grade_one
        from stillroom.learner import current
        from stillroom.progress import Progress
        from stillroom.submission import take_in

        lessons = Course(course)
        named = lessons.find(exercise) if exercise else None
        taken = [take_in(Path(name), name) for name in submissions]
        results = []
        for at, submission in enumerate(taken, 1):
            _show_progress(at, len(taken))
            chosen = named or current(Progress(), lessons, submission, runner)
            results.append(grade_one(submission, lessons, chosen, runner))
    _show(results, format_, output, plain, "")


@app.command()
def cohort(
    submissions: Annotated[
        Path,
        typer.Argument(
            metavar="SUBMISSIONS",
            help="A folder of projects or bare Git repositories, or a roster (CSV) that names them.",
        ),
    ],
    exercise: Annotated[
        str,
        typer.Option("--exercise", metavar="ID", help="The exercise, such as 02 or 02-add-email."),
    ],
    results: Annotated[
        Path, typer.Option("--results", metavar="DIR", help="Where the results are kept.")
    ],
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", metavar="N", min=1, help="How many at once; one for each processor."
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", metavar="ADDRESS", help="Hand the work to the Dask cluster at ADDRESS."
        ),
    ] = None,
    course: CourseOption = None,
    format_: Annotated[
        SummaryFormat, typer.Option("--format", help="How the summary is shown.")
    ] = SummaryFormat.terminal,
    plain: PlainOption = False,
    seconds: SecondsOption = 20.0,
    require: IsolationOption = Isolation.filter,
) -> None:
    """Grade a whole class. Run it again after an interruption: it goes on where it stopped."""
    from stillroom.cohort.run import Cohort, run
    from stillroom.cohort.work import Terms
    from stillroom.course import Course

    lessons = Course(course)
    terms = Terms(lessons, lessons.find(exercise), seconds, _tier(require, 2))
    workers = jobs or os.cpu_count() or 1
    summary = run(Cohort(submissions, terms, results, workers, scheduler, plain))
    _show_summary(summary, format_, plain, results)


@app.command()
def check(
    exercise: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="The exercise; without it, the current one."),
    ] = None,
    course: CourseOption = None,
    project: Annotated[
        Path, typer.Option("--project", metavar="DIR", help="The project.")
    ] = Path(),
    format_: FormatOption = Format.terminal,
    output: OutputOption = None,
    plain: PlainOption = False,
    seconds: SecondsOption = 20.0,
) -> None:
    """Check the project in this folder, and say what comes next."""
    from stillroom.runner import Runner

    _writable(output)
    with Runner(seconds) as runner:
        from stillroom.course import Course
        from stillroom.learner import check as check_project

        result, upcoming = check_project(project, Course(course), exercise, runner)
    _show([result], format_, output, plain, upcoming)


@app.command()
def start(
    exercise: Annotated[str, typer.Argument(metavar="ID", help="The exercise to start.")],
    course: CourseOption = None,
    project: Annotated[
        Path, typer.Option("--project", metavar="DIR", help="The project.")
    ] = Path(),
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Even over work that is not committed.")
    ] = False,
) -> None:
    """Lay the starting files of an exercise into the project in this folder."""
    from stillroom.course import Course
    from stillroom.learner import start as start_exercise

    typer.echo(start_exercise(project, Course(course), exercise, overwrite))


@app.command()
def hint(
    exercise: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="The exercise; without it, the current one."),
    ] = None,
    course: CourseOption = None,
    project: Annotated[
        Path, typer.Option("--project", metavar="DIR", help="The project.")
    ] = Path(),
) -> None:
    """Show the next hint of an exercise: a nudge, the idea, the shape of the code."""
    from stillroom.course import Course
    from stillroom.learner import hint as next_hint

    typer.echo(next_hint(project, Course(course), exercise))


@app.command()
def doctor(
    require: IsolationOption = None, plain: PlainOption = False, seconds: SecondsOption = 20.0
) -> None:
    """Show how learners' code is isolated on this machine: what is blocked, what is not, and why."""
    from stillroom.reports import isolation
    from stillroom.runner import Runner

    with Runner(seconds, _tier(require, 1)) as runner:
        typer.echo(isolation.render(runner.isolation, colour=_colour() and not plain), nl=False)


@app.command("list")
def list_exercises(course: CourseOption = None) -> None:
    """List the exercises of the course."""
    from stillroom.course import Course

    for exercise in Course(course):
        typer.echo(f"{exercise.id}  {exercise.title}  ({exercise.definition.points} points)")


def _tier(named: Isolation | None, submissions: int) -> "Tier":
    """The weakest tier that will do: strangers' work is not graded without a boundary."""
    from stillroom.sandbox import Tier

    if named is not None:
        return Tier(named)
    return Tier.filter if submissions > 1 else Tier.self_check


def _writable(output: Path | None) -> None:
    """Say that a report cannot be written before the work is done, not after."""
    if output is not None and (output.is_dir() or not os.access(output.parent, os.W_OK)):
        raise StillroomError(f"{output}: cannot be written; name a file in a folder that exists")


def _show_progress(at: int, total: int) -> None:
    if total > 1 and sys.stderr.isatty():
        end = "\n" if at == total else ""
        sys.stderr.write(f"\rgrading {at} of {total}{end}")
        sys.stderr.flush()


def _show(
    results: "list[Result]", format_: Format, output: Path | None, plain: bool, upcoming: str
) -> None:
    from stillroom.progress import write

    text = _rendered(results, format_, plain or output is not None, upcoming)
    if output is not None:
        write(output, text)
    else:
        sys.stdout.write(text)
        sys.stdout.flush()
    _tell_github(results)
    if any(result.verdict == "error" for result in results):
        raise StillroomError(results_fault(results))
    raise typer.Exit(
        PASSED if all(result.verdict == "passed" for result in results) else NOT_PASSED
    )


def _show_summary(summary: "Summary", format_: SummaryFormat, plain: bool, results: Path) -> None:
    from stillroom.reports import summary as report

    if format_ is SummaryFormat.json:
        text = summary.to_json() + "\n"
    else:
        colour = _colour() and not plain
        text = report.render(summary, width=_width(), colour=colour, plain=plain)
    sys.stdout.write(text)
    sys.stdout.flush()
    if summary.no_verdict:
        first = summary.no_verdict[0]
        raise StillroomError(
            f"{summary.error} of {summary.submissions} without a verdict, the first is {first.submission}: "
            f"{first.reason} The others are in {results}; run the same command again to try these again"
        )
    raise typer.Exit(NOT_PASSED if summary.failed else PASSED)


def results_fault(results: "list[Result]") -> str:
    """Return the one line for results without a verdict."""
    faulty = next(result for result in results if result.verdict == "error")
    return f"{faulty.submission}: {faulty.findings[0].message}"


def _rendered(results: "list[Result]", format_: Format, plain: bool, upcoming: str) -> str:
    from stillroom.reports import json_lines, junit, terminal

    if format_ is Format.json:
        return json_lines.render(results)
    if format_ is Format.junit:
        return junit.render(results)
    colour = _colour()
    return terminal.render(
        results, width=_width(), colour=colour and not plain, plain=plain, upcoming=upcoming
    )


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, 120)


def _colour() -> bool:
    wanted = (
        sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    )
    return wanted or bool(os.environ.get("FORCE_COLOR"))


def _tell_github(results: "list[Result]") -> None:
    """In GitHub Actions: annotations on stderr, which the runner reads too, and the summary."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    from stillroom.reports import github

    sys.stderr.write(github.annotations(results, os.environ.get("GITHUB_WORKSPACE")))
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with open(summary, "a", encoding="utf-8") as file:
            file.write(github.summary(results))


def main() -> None:
    """Run the ``stillroom`` command."""
    sys.exit(run_app(app, "stillroom"))


def run_app(command: typer.Typer, name: str) -> int:
    """Run *command* and return its exit status; every failure is one line on stderr and status 2."""
    try:
        status = command(standalone_mode=False)
    except StillroomError as error:
        return _fail(name, str(error))
    except (KeyboardInterrupt, typer.Abort):
        return _fail(name, "stopped by the keyboard; nothing was left behind")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_DONE
    except OSError as error:
        return _fail(name, str(error))
    except Exception as error:
        # What the command line library says of wrong usage, without its own extra lines.
        if (say := getattr(error, "format_message", None)) is None:
            raise
        return _fail(name, f"{say()} Try: {name} --help") if say() else NOT_DONE
    if status == 128 + signal.SIGINT:  # the command line library's own word for Ctrl-C
        return _fail(name, "stopped by the keyboard; nothing was left behind")
    return status if isinstance(status, int) else PASSED


def _fail(name: str, message: str) -> int:
    from stillroom.text import clean

    sys.stderr.write(f"{name}: {clean(message)}\n")
    return NOT_DONE
