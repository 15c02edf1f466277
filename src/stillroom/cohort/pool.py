"""The grading of one submission, and everything that decides its result.

A ``Pool`` grades for as many threads as ask it; each has a runner, and so a warmed process, of its
own. Whatever goes wrong with one submission stays with that submission.
"""

import hashlib
import threading
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Self

from stillroom import __version__
from stillroom.cohort.sources import NO_PROJECT
from stillroom.course.base import base_files
from stillroom.course.course import Course, Exercise
from stillroom.databases.registry import backends
from stillroom.errors import GraderFault, StillroomError
from stillroom.grading.grade import grade
from stillroom.results.record import Finding, Result, Step
from stillroom.sandbox.runner import Runner, Stopped
from stillroom.sandbox.tiers import Isolation, Tier
from stillroom.submission.intake import Submission


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
        total = hashlib.sha256(f"{grader()}\0{self.seconds!r}\0{self.exercise.id}".encode())
        for path, content in sorted((base_files() | self._course_files()).items()):
            total.update(f"\0{path}\0{len(content)}\0".encode() + content)
        return total.hexdigest()

    def _course_files(self) -> dict[str, bytes]:
        whole = self.exercise.folder
        files = [path for path in whole.rglob("*") if path.is_file() and _decides(path)]
        earlier = self.course.exercises[: self.course.exercises.index(self.exercise)]
        files += [path for one in earlier if (path := one.folder / "schema.py").exists()]
        return {path.relative_to(whole.parent).as_posix(): path.read_bytes() for path in files}


def _decides(path: Path) -> bool:
    """What is for reading alone may be bettered without grading a class anew."""
    return path.suffix != ".pyc" and path.name not in ("README.md", "lesson.toml")


@cache
def grader() -> str:
    """Return a fingerprint of this grader: its version, its code, and what it stands on."""
    fingerprints = " ".join(backend.fingerprint() for backend in backends().values())
    total = hashlib.sha256(f"{__version__} {fingerprints}".encode())
    for name in ("alembic", "sqlalchemy"):
        total.update(_version(name).encode())
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*.py")):
        total.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return total.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def key(submission: Submission, fingerprint: str) -> str:
    """Return the key of a grading: equal keys have equal results."""
    total = hashlib.sha256(f"{fingerprint}\0{submission.digest}\0".encode())
    environment = submission.environment
    total.update(b"-" if environment is None else hashlib.sha256(environment).digest())
    for path, reason in sorted(submission.left_out.items()):
        total.update(f"\0{path}\0{reason}".encode("utf-8", "surrogateescape"))
    return total.hexdigest()


class Pool:
    """Grades submissions by the same terms, in any thread; use it in a ``with`` block."""

    def __init__(self, terms: GradingConfig) -> None:
        """Begin; nothing is started before the first grading."""
        self.terms = terms
        self.stopped = False
        self._idle: list[Runner] = []
        self._all: list[Runner] = []
        self._lock = threading.Lock()

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
        runner = self._runner()
        try:
            return runner.isolation
        finally:
            self._idle.append(runner)

    def grade(self, submission: Submission) -> Result:
        """Grade *submission*; a fault of the grader is a result too.

        Raises StillroomError for what no submission could be graded with, and Stopped.
        """
        runner = self._runner()
        try:
            return grade(submission, self.terms.course, self.terms.exercise, runner)
        except (StillroomError, Stopped) as error:
            if isinstance(error, GraderFault):
                return Result.fault(submission.name, self.terms.exercise, error)
            raise
        except Exception as error:  # noqa: BLE001 - one submission costs only itself
            return Result.fault(submission.name, self.terms.exercise, error)
        finally:
            self._idle.append(runner)

    def stop(self) -> None:
        """End every process now; gradings that are under way raise Stopped."""
        with self._lock:
            self.stopped = True
            runners = list(self._all)
        for runner in runners:
            runner.stop()

    def _runner(self) -> Runner:
        with self._lock:
            if self.stopped:
                raise Stopped
            if self._idle:
                return self._idle.pop()
            runner = Runner(self.terms.seconds, self.terms.require)
            self._all.append(runner)
            return runner


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
        message=f"There is no project to grade: {submission.left_out[NO_PROJECT]}.",
        hint="Hand in the folder that holds pyproject.toml, app/ and migrations/.",
    )
    return Result.not_run(submission.name, exercise, steps, finding)
