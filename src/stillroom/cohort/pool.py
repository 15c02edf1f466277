"""The grading of one submission, and everything that decides its result.

A ``Pool`` grades for as many threads as ask it; each has a runner, and so a warmed process, of its
own. Whatever goes wrong with one submission stays with that submission.
"""

from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Self

from stillroom import __version__
from stillroom.cohort.runners import Runners
from stillroom.course.base import base_files
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.databases.registry import backends
from stillroom.grading.grade import grade
from stillroom.results.record import Finding, Result, Step
from stillroom.sandbox.tiers import Isolation, Tier
from stillroom.submission.intake import Submission
from stillroom.util.files import digest, plain_files

_FOR_READING = ("README.md", "lesson.toml")
"""What is for reading alone may be bettered without grading a class anew."""


@dataclass(frozen=True)
class GradingConfig:
    """What all gradings of a cohort have in common."""

    course: Course
    exercise: Exercise
    seconds: float
    """The time limit of one command."""
    require: Tier
    """The weakest isolation that will do."""

    def fingerprint(self) -> str:
        """Return a fingerprint of everything that decides a result beside the submission."""
        return digest(
            {
                "grader": grader().encode(),
                "seconds": repr(self.seconds).encode(),
                "exercise": self.exercise.id.encode(),
                "starter": digest(base_files()).encode(),
                "course": digest(self._course_files()).encode(),
            }
        )

    def _course_files(self) -> dict[str, bytes]:
        own = {
            f"{self.exercise.id}/{name}": path.read_bytes()
            for name, path in plain_files(self.exercise.folder)
            if path.name not in _FOR_READING
        }
        before = self.course.exercises[: self.course.exercises.index(self.exercise)]
        schemas = [exercise.folder / "schema.py" for exercise in before]
        return own | {
            f"{path.parent.name}/{path.name}": path.read_bytes()
            for path in schemas
            if path.exists()
        }


@cache
def grader() -> str:
    """Return a fingerprint of this grader: its version, its code, and what it stands on."""
    databases = " ".join(backend.fingerprint() for backend in backends().values())
    packages = f"{_version('alembic')} {_version('sqlalchemy')}"
    versions = f"{__version__} {databases} {packages}"
    package = Path(__file__).parents[1]
    code = {name: path.read_bytes() for name, path in plain_files(package) if path.suffix == ".py"}
    return digest({"versions": versions.encode(), "code": digest(code).encode()})


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def key(submission: Submission, fingerprint: str) -> str:
    """Return the key of a grading: equal keys have equal results."""
    reasons = {path: reason.encode() for path, reason in submission.left_out.items()}
    parts = {
        "terms": fingerprint.encode(),
        "files": submission.digest.encode(),
        "left out": digest(reasons).encode(),
        "missing": (submission.missing or "").encode(),
    }
    if submission.environment is not None:
        parts["environment"] = submission.environment
    return digest(parts)


class Pool:
    """Grades submissions by the same terms, in any thread; use it in a ``with`` block."""

    def __init__(self, terms: GradingConfig) -> None:
        """Begin; nothing is started before the first grading."""
        self.terms = terms
        self.runners = Runners(terms.seconds, terms.require)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def isolation(self) -> Isolation:
        """Return the isolation in force; raises StillroomError if what is required cannot be had."""
        return self.runners.isolation()

    def grade(self, submission: Submission) -> Result:
        """Grade *submission*; a fault of the grader is a result too.

        Raises StillroomError for what no submission could be graded with, and Stopped.
        """
        with self.runners.lend() as runner:
            return grade(submission, self.terms.course, self.terms.exercise, runner)

    def stop(self) -> None:
        """End every process now; gradings that are under way raise Stopped."""
        self.runners.stop()


def without_project(submission: Submission, exercise: Exercise) -> Result:
    """Return the record of a folder that holds no project: nothing was run."""
    steps = [
        Step(
            step=step.step, command=step.command, effect=step.effect, expected=step.state, found="",
            status="blocked" if index else "failed", note="there is no project", max_points=step.points,
        )
        for index, step in enumerate(exercise.steps)
    ]  # fmt: skip
    finding = Finding(
        code="no-project",
        message=f"There is no project to grade: {submission.missing}.",
        hint="Hand in the folder that holds pyproject.toml, app/ and migrations/.",
    )
    return Result.not_run(submission.name, exercise, steps, finding)
