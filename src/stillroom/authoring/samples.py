"""Samples: right and wrong answers to the exercises, each with the feedback that it must get.

A sample is a folder ``EXERCISE/NAME`` of ``tests/mistakes`` in the course repository, or of ``samples``
in another course. It holds the files
that are laid over a project, and ``expected.toml``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.fixtures import NUMBERS, with_numbers
from stillroom.course.toml_data import read_toml
from stillroom.errors import StillroomError
from stillroom.grading.values import drawn, token_of
from stillroom.results.finding import Finding
from stillroom.results.record import Result
from stillroom.submission.intake import Submission
from stillroom.util.files import read_folder

FOLDER = "tests/mistakes"
FILE = "expected.toml"


@dataclass(frozen=True)
class Sample:
    """One answer to an exercise, and the feedback that it must get."""

    folder: Path
    name: str
    """``EXERCISE/NAME``."""
    exercise: Exercise
    verdict: str
    findings: tuple[dict[str, Any], ...]
    """Each finding as a table of ``expected.toml``: its members that are neither empty nor false."""
    confined: bool
    """It does what only a confined child is refused: only isolation keeps it off this machine."""
    submission: Submission

    @property
    def is_right(self) -> bool:
        """Whether it must pass."""
        return self.verdict == "passed"

    @property
    def mistake(self) -> str:
        """The code of the first finding that costs points; empty for a right answer."""
        costly = (finding["code"] for finding in self.findings if not finding.get("advice"))
        return next(costly, "")


def folders(root: Path) -> list[Path]:
    """Return the folders of all samples of the course repository in *root*, in order."""
    return folders_in(root / FOLDER)


def folders_in(folder: Path) -> list[Path]:
    """Return the folders of all samples below *folder*, in order."""
    return sorted(path.parent for path in folder.glob(f"*/*/{FILE}"))


def read(root: Path, course: Course, folder: Path) -> Sample:
    """Return the sample in *folder*; raises StillroomError if its ``expected.toml`` is wrong."""
    try:
        about = read_toml(folder / FILE)
        exercise = course.find(folder.parent.name)
        files = _files(root, exercise, folder, about)
        name = f"{exercise.id}/{folder.name}"
        submission = projects.as_submission(name, files)
        return Sample(
            folder=folder,
            name=name,
            exercise=exercise,
            verdict=about["verdict"],
            findings=tuple(_filled_in(each, submission) for each in about.get("findings", ())),
            confined=about.get("confined", False),
            submission=submission,
        )
    except KeyError as error:
        raise StillroomError(f"{folder / FILE}: nothing is called {error}") from error


def matching(root: Path, course: Course, pattern: str = "*") -> Iterator[Sample]:
    """Yield the samples whose names, such as ``02-add-email/batch``, match *pattern*, in order."""
    for folder in folders(root):
        if fnmatchcase(f"{folder.parent.name}/{folder.name}", pattern):
            yield read(root, course, folder)


def _files(root: Path, exercise: Exercise, folder: Path, about: dict[str, Any]) -> projects.Files:
    files = _below(root, exercise, about.get("on", "solution")) | read_folder(folder)
    for path in (FILE, *about.get("remove", ())):
        del files[path]
    return files


@cache
def _below(root: Path, exercise: Exercise, name: str) -> projects.Files:
    """The project over which samples are laid: the ``start`` of *exercise*, or its solution."""
    return projects.start(root, exercise) if name == "start" else projects.solved(root, exercise)


def expected(finding: Finding) -> dict[str, Any]:
    """Return *finding* as a table of ``expected.toml``."""
    members = finding.model_dump(by_alias=True, exclude={"excerpt"})
    return {key: value for key, value in members.items() if value not in (None, False)}


def _filled_in(finding: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Return *finding*, of ``expected.toml``, with what stands for ``{token}`` and numbers in braces."""
    token, higher = token_of(submission.digest), drawn(submission.digest)
    return {
        key: with_numbers(value, higher).replace("{token}", token)
        if isinstance(value, str)
        else value
        for key, value in finding.items()
    }


def _as_written(text: str, submission: Submission) -> str:
    """Return *text* with the marks that each grading fills in otherwise: the way back of the above."""
    higher = drawn(submission.digest)

    def written(match: re.Match[str]) -> str:
        number = int(match[0]) - higher
        return f"{{{number}}}" if 0 <= number < NUMBERS else match[0]

    numbered = re.sub(r"(?<!\d)\d{6,9}(?!\d)", written, text)
    return numbered.replace(token_of(submission.digest), "{token}")


def with_findings(text: str, result: Result, submission: Submission) -> str:
    """Return the ``expected.toml`` in *text* with the findings of *result*; the verdict stays.

    What is another one in each grading of *submission* stands there as an exercise writes it.
    """
    head = text.partition("\n[[findings]]")[0].rstrip() + "\n"
    tables = (
        "\n[[findings]]\n"
        + "".join(
            f"{key} = {_as_written(_toml(value), submission)}\n"
            for key, value in expected(finding).items()
        )
        for finding in result.findings
    )
    return head + "".join(tables)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
