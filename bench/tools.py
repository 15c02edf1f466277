"""The tools that are compared: each one answers whether it accepts a sample."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Literal, Protocol, Self

from bench import children
from stillroom.authoring import projects
from stillroom.authoring.samples import Sample
from stillroom.course.base import base_files
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError
from stillroom.grading.grade import grade
from stillroom.sandbox.runner import Runner

Answer = Literal["accepted", "refused", "not run"]
TIME_LIMIT = 60.0  # seconds for one command; no sample needs a tenth of it
DRIVERS = Path(__file__).parent / "drivers"
MODELS = "the models of the submission"
SOLUTION = "the database of the reference solution"
REFERENCE = "{reference}"  # the database that the reference solution migrates to


class Judge(Protocol):
    """Asks one tool about one sample."""

    def __call__(self, sample: Sample) -> tuple[Answer, str]:
        """Return the tool's answer, and what it said last."""


@dataclass(frozen=True)
class Command:
    """One command of a tool, as arguments of the interpreter of its environment."""

    arguments: tuple[str, ...]
    refusals: tuple[int, ...] = ()
    """The exit statuses that mean no. Empty: every one but 0, because the submission runs alone."""


@dataclass(frozen=True)
class Tool:
    """One of the other tools: what it is made of, and how a project is checked with it."""

    name: str
    folder: str
    """The name of its environment."""
    against: str
    """What the migrated database is compared with."""
    requirements: tuple[str, ...]
    distributions: tuple[str, ...]
    """The distributions whose versions are worth knowing."""
    commands: tuple[Command, ...]
    files: Mapping[str, Path]
    """What its documentation asks a project to have: path in the project to file."""


MIGRATE = Command(("-m", "alembic", "upgrade", "head"))
# The starter's pyproject.toml is laid out for pytest, and the plugin looks for tests/conftest.py.
PYTEST = ("-m", "pytest", "--test-alembic", "--quiet", "-p", "no:cacheprovider")
COMPARE = str(DRIVERS / "compare.py")
DIFF = ("sqlalchemy-diff", "alembic", "sqlalchemy")

TOOLS = (
    Tool(
        "alembic check",
        "alembic",
        MODELS,
        (),
        ("alembic", "sqlalchemy"),
        # Its own word for a difference is -1, which the system turns into 255.
        (MIGRATE, Command(("-m", "alembic", "check"), (255,))),
        {},
    ),
    Tool(
        "pytest-alembic",
        "pytest-alembic",
        MODELS,
        # pytest 9.2 took away what pytest-alembic 0.13.1 reads, and every run ends at collection.
        ("pytest-alembic>=0.13.1", "pytest<9.2"),
        ("pytest-alembic", "pytest", "alembic", "sqlalchemy"),
        (Command(PYTEST, (1,)),),
        {"tests/conftest.py": DRIVERS / "conftest.py"},
    ),
    Tool(
        "sqlalchemy-diff (models)",
        "sqlalchemy-diff",
        MODELS,
        ("sqlalchemy-diff>=1.1.1",),
        DIFF,
        (Command((COMPARE,), (1,)),),
        {},
    ),
    Tool(
        "sqlalchemy-diff (reference)",
        "sqlalchemy-diff",
        SOLUTION,
        ("sqlalchemy-diff>=1.1.1",),
        DIFF,
        (Command((COMPARE, REFERENCE), (1,)),),
        {},
    ),
)


@dataclass(frozen=True)
class Check:
    """Asks one of the other tools, in a throw-away copy of the project."""

    tool: Tool
    python: str
    pyproject: bytes
    """The configuration of the starter: where migrations are, and what pytest needs."""
    references: Mapping[str, Path]
    """The id of an exercise to the database of its reference solution."""
    seconds: float = TIME_LIMIT

    def __call__(self, sample: Sample) -> tuple[Answer, str]:
        """Return the tool's answer, which is the exit status of its commands, and its last line."""
        with laid(sample.submission.files, self.pyproject, self.tool.files) as project:
            for command in self.tool.commands:
                arguments = [
                    str(self.references[sample.exercise.id]) if argument == REFERENCE else argument
                    for argument in command.arguments
                ]
                ended = run(self.python, arguments, project, self.seconds)
                if ended.status is None:
                    return "not run", f"not done after {self.seconds:g} s"
                if ended.status:
                    if _is_refusal(command, ended, sample, project):
                        return "refused", ended.last_line
                    return "not run", f"exit status {ended.status}: {ended.last_line}"
        return "accepted", ""


def _is_refusal(command: Command, ended: children.Outcome, sample: Sample, project: Path) -> bool:
    """Whether the tool said no, or the submission's own code failed; else the tool itself did."""
    traced = (f'File "{project / path}"' for path in sample.submission.files)
    return (
        not command.refusals
        or ended.status in command.refusals
        or any(line in ended.output for line in traced)
    )


@contextmanager
def laid(files: Mapping[str, bytes], pyproject: bytes, more: Mapping[str, Path]) -> Iterator[Path]:
    """Give a throw-away project of the very files that Stillroom grades, and *more* for a tool."""
    with tempfile.TemporaryDirectory(
        prefix="stillroom-bench-", ignore_cleanup_errors=True
    ) as folder:
        project = Path(folder).resolve() / "project"
        (project / "migrations" / "versions").mkdir(parents=True)
        own = {path: source.read_bytes() for path, source in more.items()}
        projects.write_all({**base_files(), **files, "pyproject.toml": pyproject, **own}, project)
        yield project


def run(python: str, arguments: list[str], project: Path, seconds: float) -> children.Outcome:
    """Run *python* in *project*, with an empty database beside it."""
    scratch = project.parent
    url = f"sqlite:///{database(project)}"
    environment = children.environment(scratch, DATABASE_URL=url)
    return children.run([python, *arguments], project, environment, seconds)


def database(project: Path) -> Path:
    """Return the file of the database of a project that was laid."""
    return project.parent / "database.db"


def references(
    root: Path, exercises: Iterable[Exercise], python: str, pyproject: bytes, folder: Path
) -> dict[str, Path]:
    """Write into *folder* the database that the reference solution of each exercise migrates to."""
    databases = {}
    for exercise in exercises:
        submission = projects.as_submission(exercise.id, projects.solved(root, exercise))
        with laid(submission.files, pyproject, {}) as project:
            ended = run(python, list(MIGRATE.arguments), project, TIME_LIMIT)
            if ended.status:
                raise StillroomError(f"{exercise.id}: the solution fails: {ended.last_line}")
            databases[exercise.id] = database(project).rename(folder / f"{exercise.id}.db")
    return databases


class Stillroom:
    """Asks Stillroom, by as many warmed runners as there are jobs; use it in a ``with`` block."""

    name = "Stillroom"
    against = "the states of the exercise, after every row"
    distributions = ("stillroom", "alembic", "sqlalchemy")

    def __init__(self, course: Course, jobs: int) -> None:
        """Start nothing yet: a runner starts with its first sample."""
        self.course = course
        self.runners = [Runner() for _ in range(jobs)]
        self.idle: SimpleQueue[Runner] = SimpleQueue()
        for runner in self.runners:
            self.idle.put(runner)

    def __call__(self, sample: Sample) -> tuple[Answer, str]:
        """Return Stillroom's verdict, and the message of its first finding."""
        runner = self.idle.get()
        try:
            result = grade(sample.submission, self.course, sample.exercise, runner)
        finally:
            self.idle.put(runner)
        answers: dict[str, Answer] = {
            "passed": "accepted",
            "failed": "refused",
            "error": "not run",
        }
        return answers[result.verdict], result.findings[0].message if result.findings else ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for runner in self.runners:
            runner.__exit__(None, None, None)
