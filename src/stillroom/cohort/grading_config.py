"""What all gradings of a cohort have in common, and the keys that tell whether a result is still valid."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from stillroom import __version__
from stillroom.course.base import base_files
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.databases.registry import backends
from stillroom.grading.packages import packages
from stillroom.sandbox.tiers import Tier
from stillroom.submission.intake import Submission
from stillroom.util.files import digest, plain_files

_FOR_READING = ("README.md", "lesson.toml", "survivors.toml")
"""What no grading reads may be bettered without grading a class anew."""


@dataclass(frozen=True)
class GradingConfig:
    """What all gradings of a cohort have in common."""

    course: Course
    exercise: Exercise
    seconds: float
    """The time limit of one command."""
    require: Tier
    """The weakest isolation that will do."""

    def fingerprints(self) -> dict[str, str]:
        """Return a fingerprint of everything that decides a result beside the submission."""
        exercise = {
            "id": self.exercise.id.encode(),
            "starter": digest(base_files()).encode(),
            "course": digest(self._course_files()).encode(),
            "given": digest(self.exercise.given_revision_files).encode(),
        }
        return {
            "grader": grader_fingerprint(),
            "seconds": repr(self.seconds),
            "exercise": digest(exercise),
            "packages": digest({name: b"" for name in packages(self.course)}),
        }

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
def grader_fingerprint() -> str:
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


PARTS = {
    "grader": "the grader",
    "seconds": "the time limit",
    "exercise": "the exercise",
    "packages": "the packages of the course",
    "files": "the files of the submission",
}
"""What a result depends on, in words."""


def parts(submission: Submission, fingerprints: Mapping[str, str]) -> dict[str, str]:
    """Return what a grading depends on: equal parts have equal results."""
    return {**fingerprints, "files": _files(submission)}


def key(parts: Mapping[str, str]) -> str:
    """Return the key of a grading that depends on *parts*."""
    return digest({name: text.encode() for name, text in parts.items()})


def _files(submission: Submission) -> str:
    reasons = {path: reason.encode() for path, reason in submission.left_out.items()}
    parts = {
        "files": submission.digest.encode(),
        "left out": digest(reasons).encode(),
        "missing": (submission.missing or "").encode(),
    }
    if submission.found_in:
        parts["found in"] = submission.found_in.encode("utf-8", "replace")
    if submission.too_late:
        parts["too late"] = f"{submission.too_late} {submission.deadline}".encode()
    if submission.branches_beside:
        parts["branches beside"] = "\n".join(submission.branches_beside).encode("utf-8", "replace")
    if submission.environment is not None:
        parts["environment"] = submission.environment
    return digest(parts)
