"""How long a grading takes, as ratios to what the same work costs without Stillroom.

Every ratio is of two figures of one run: machines differ, and are busy at times.
"""

import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench import environments
from bench.tools import TOOLS, laid, run
from bench.truth import starter_pyproject, starter_requirements
from bench.usage import MEGABYTE, Used, used
from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError
from stillroom.grading.grade import grade
from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tiers import Tier

EXERCISE = "04-reapply"  # the full scenario
ROUNDS = 5
FEW, MANY = 60, 240
WARM = 0.25  # seconds for a grading by a warmed runner
LIMIT = 600.0  # seconds for one measured command


@dataclass(frozen=True)
class Figure:
    """One row of the table: what was measured, the ratio or amount, and what it should be."""

    title: str
    measured: str
    target: str
    reached: bool
    """Whether *measured* is as good as *target*."""
    detail: str


def measure(root: Path, course: Course, say: Callable[[str], None]) -> list[Figure]:
    """Return every figure; *say* is told what is being measured. Takes some minutes."""
    exercise = course.find(EXERCISE)
    files = projects.solved(root, exercise)
    pyproject = starter_pyproject(root)
    with tempfile.TemporaryDirectory(prefix="stillroom-bench-") as folder:
        place = Path(folder)
        say("one grading against one upgrade")
        cold = _cold(files, pyproject, place)
        say("the same commands, one process each")
        separate = _one_process_each(files, pyproject, exercise)
        say("pytest-alembic")
        pytest = _pytest_alembic(root, files, pyproject)
        say(f"{FEW} by one `stillroom grade`")
        several = _several(files, place)
        say(f"a class of {FEW}")
        few = _class(files, FEW, place)
        say(f"a class of {MANY}")
        many = _class(files, MANY, place)
        say("with and without isolation")
        isolation = _isolation(files, course, exercise)
    together = _share(
        f"one of {FEW} by one `stillroom grade`, against the same commands in a process each",
        several / FEW, separate, 25,
    )  # fmt: skip
    return [cold, together, *_batch(separate, pytest, few, many), *isolation]


def _cold(files: projects.Files, pyproject: bytes, place: Path) -> Figure:
    """Both commands in turns, each in a new process."""
    gradings, upgrades = [], []
    with laid(files, pyproject, {}) as project:
        for _ in range(ROUNDS):
            (project.parent / "database.db").unlink(missing_ok=True)
            upgrades.append(_seconds(project, "-m", "alembic", "upgrade", "head"))
            gradings.append(_seconds(project, "-m", "stillroom", "grade", ".", "--exercise", EXERCISE,
                                 "--require-isolation", "full"))  # fmt: skip
    best, least = min(gradings), min(upgrades)
    return _ratio(
        "one `stillroom grade`, against one `alembic upgrade head`",
        best / least, 1.5, f"{best:.2f} s and {least:.2f} s, the best of {ROUNDS}",
    )  # fmt: skip


def _seconds(project: Path, *arguments: str) -> float:
    started = time.perf_counter()
    ended = run(sys.executable, list(arguments), project, LIMIT)
    if ended.status != 0:
        raise StillroomError(f"{' '.join(arguments)} failed: {ended.last_line}")
    return time.perf_counter() - started


def _one_process_each(files: projects.Files, pyproject: bytes, exercise: Exercise) -> float:
    """The commands of the exercise's table by Alembic's command line, for one submission."""
    commands = [["-m", *step.command.split()] for step in exercise.steps if step.argv]
    # The rows without a command of their own: the head once more, and the models.
    commands += [["-m", "alembic", "upgrade", "head"], ["-m", "alembic", "check"]]
    totals = []
    for _ in range(3):
        with laid(files, pyproject, {}) as project:
            totals.append(sum(_seconds(project, *command) for command in commands))
    return statistics.median(totals)


def _pytest_alembic(root: Path, files: projects.Files, pyproject: bytes) -> float:
    tool = next(tool for tool in TOOLS if tool.name == "pytest-alembic")
    folder = root / ".nox" / "bench-tools" / tool.folder
    python = environments.make(folder, [*starter_requirements(pyproject), *tool.requirements])
    totals = []
    for _ in range(3):
        with laid(files, pyproject, tool.files) as project:
            started = time.perf_counter()
            for command in tool.commands:
                run(python, list(command.arguments), project, LIMIT)
            totals.append(time.perf_counter() - started)
    return statistics.median(totals)


def _several(files: projects.Files, place: Path) -> float:
    """Seconds for one command that grades as many submissions as a small class has."""
    folder = _submissions(files, FEW, place / "several")
    names = sorted(path.name for path in folder.iterdir())
    return _seconds(folder, "-m", "stillroom", "grade", *names, "--exercise", EXERCISE,
                    "--require-isolation", "full", "--format", "json")  # fmt: skip


def _submissions(files: projects.Files, number: int, folder: Path) -> Path:
    """Write *number* submissions that differ in a comment; return their folder."""
    for learner in range(number):
        models = files["app/models.py"] + f"\n# learner {learner}\n".encode()
        projects.write_all({**files, "app/models.py": models}, folder / f"learner-{learner:03}")
    return folder


def _class(files: projects.Files, number: int, place: Path) -> Used:
    """Grade *number* submissions as a cohort."""
    folder = _submissions(files, number, place / f"class-{number}")
    return used(
        [sys.executable, "-m", "stillroom", "cohort", str(folder), "--exercise", EXERCISE,
         "--results", str(place / f"results-{number}"), "--require-isolation", "full"],
        place,
    )  # fmt: skip


def _batch(separate: float, pytest: float, few: Used, many: Used) -> list[Figure]:
    each_of_few = few.seconds / FEW
    growth = (many.parent - few.parent) / MEGABYTE
    return [
        _share(f"one of {FEW}, against the same commands in a process each", each_of_few, separate, 40),
        _share(f"one of {FEW}, against pytest-alembic", each_of_few, pytest, 20),
        _ratio(
            f"one of {MANY}, against one of {FEW}", many.seconds / MANY / each_of_few, 1.1,
            f"{many.seconds / MANY * 1000:.0f} ms and {each_of_few * 1000:.0f} ms",
        ),
        Figure(
            f"more memory of the parent for {MANY} than for {FEW}",
            f"{growth:.1f} MB", "at most 10 MB", growth <= 10,
            f"the parent {many.parent / MEGABYTE:.0f} MB, its children together "
            f"{many.children / MEGABYTE:.0f} MB at most",
        ),
    ]  # fmt: skip


def _isolation(files: projects.Files, course: Course, exercise: Exercise) -> list[Figure]:
    """Gradings by warmed runners in turns, one with everything and one with no more than a process."""
    submission = projects.as_submission("speed", files)
    durations: Mapping[Tier, list[float]] = {Tier.full: [], Tier.process: []}
    with Runner(tiers=[Tier.full]) as full, Runner(tiers=[Tier.process]) as process:
        for _ in range(4 * ROUNDS):
            for runner in (full, process):
                started = time.perf_counter()
                grade(submission, course, exercise, runner)
                durations[runner.isolation.tier].append(time.perf_counter() - started)
    full_time, process_time = (statistics.median(times[1:]) for times in durations.values())
    best = min(durations[Tier.full])
    return [
        Figure(
            f"`{EXERCISE}` once more, by a runner that is warm",
            f"{full_time * 1000:.0f} ms", f"at most {WARM * 1000:.0f} ms", full_time <= WARM,
            f"the middle one of {4 * ROUNDS}; the best {best * 1000:.0f} ms",
        ),
        _ratio(
            "isolation `full`, against `process`", full_time / process_time, 1.15,
            f"{full_time * 1000:.0f} ms and {process_time * 1000:.0f} ms",
        ),
    ]  # fmt: skip


def _ratio(title: str, measured: float, most: float, detail: str) -> Figure:
    return Figure(title, f"{measured:.2f}", f"at most {most:g}", measured <= most, detail)


def _share(title: str, measured: float, compared: float, least: int) -> Figure:
    share = int(compared / measured)  # never rounded to what was not reached
    return Figure(
        title, f"1/{share}", f"at most 1/{least}", share >= least,
        f"{measured * 1000:.0f} ms and {compared * 1000:.0f} ms",
    )  # fmt: skip


PATH = "docs/speed.md"
LARGE_CLASS = "## A class of thousands\n"
"""The heading of the section that another benchmark writes, the last one."""
TEXT = """\
# Speed

<!-- Written by `nox -s bench -- speed --write`. Change bench/speed.py, not this file. -->

What a grading costs, measured on {day} with {processors} processors, Python {python}, and SQLite
{sqlite}, on the reference solution of `{exercise}`. Seconds differ from machine to machine; the ratios
are of two figures of one run.

{table}

## What the time goes into

Every row of an exercise is a command in a child process of its own: the state of a database is read only
when every process that could change it has ended. The child is a copy of a warmed process that has Alembic,
SQLAlchemy and FastAPI loaded. A copy shares its memory until it writes to it, and copying what it writes
to is nearly half of what a command costs. So the next child is forked while the command before it is still
under way. Where a processor is free, it copies these pages at once: the warmed process has learned which ones from a command of its
own. With a processor to spare, a command takes about as long as Alembic itself works. A submission's files are
compiled once, by a child that runs nothing of them.

A grading runs a few commands more than the table of the exercise shows: it lists the revisions, runs them
one by one where rows have to be put in between, runs them once more by one command on an empty database,
and creates what the models declare.

Repeat it with `nox -s bench -- speed`; `--write` renews this page.
"""


def written(figures: Sequence[Figure], earlier: str) -> str:
    """Return the text of the page; what the *earlier* one says of a large class stays."""
    _, heading, large_class = earlier.partition(LARGE_CLASS)
    return TEXT.format(
        day=date.today().isoformat(), processors=os.cpu_count(), python=platform.python_version(),
        sqlite=sqlite3.sqlite_version, exercise=EXERCISE, table=table(figures),
    ) + (f"\n{heading}{large_class}" if heading else "")  # fmt: skip


def table(figures: Sequence[Figure]) -> str:
    """Return *figures* as a table in Markdown."""
    rows = ["| What | Measured | Wanted | In detail |", "|---|---|---|---|"]
    rows += [
        f"| {figure.title} | **{figure.measured}** | {figure.target} | {figure.detail} |"
        for figure in figures
    ]
    return "\n".join(rows)
