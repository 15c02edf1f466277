"""The corpus: every wrong answer gets exactly its feedback, every right one passes.

A sample is a folder ``tests/mistakes/EXERCISE/NAME``: files laid over a project, and
``expected.toml``. To write the findings of new samples into their files, and then to read them
with care: ``STILLROOM_WRITE_SAMPLES=1 pytest tests/test_mistakes.py``.
"""

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from stillroom.authoring import projects
from stillroom.course import Course
from stillroom.grading import grade
from stillroom.result import Finding, Result
from stillroom.runner import Runner
from stillroom.submission import Submission

MISTAKES = Path(__file__).parent / "mistakes"
SAMPLES = sorted(path.parent for path in MISTAKES.glob("*/*/expected.toml"))
WRITING = os.environ.get("STILLROOM_WRITE_SAMPLES") == "1"


def sample_submission(root: Path, course: Course, folder: Path) -> Submission:
    """Return the submission that the sample in *folder* describes."""
    about = tomllib.loads((folder / "expected.toml").read_text("utf-8"))
    exercise = course.find(folder.parent.name)
    made = projects.start if about.get("on", "solution") == "start" else projects.solved
    files = made(root, exercise) | projects.overlay(folder)
    for path in ("expected.toml", *about.get("remove", [])):
        del files[path]
    return projects.as_submission(folder.name, files)


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sample_gets_exactly_its_feedback(
    folder: Path, root: Path, course: Course, runner: Runner
) -> None:
    """The verdict and every finding are those of expected.toml, word for word."""
    exercise = course.find(folder.parent.name)
    submission = sample_submission(root, course, folder)
    result = grade(submission, course, exercise, runner)
    path = folder / "expected.toml"
    if WRITING:
        path.write_text(written(path.read_text("utf-8"), result), "utf-8")
    about = tomllib.loads(path.read_text("utf-8"))
    shown = [plain(finding) for finding in result.findings]
    assert result.verdict == about["verdict"], shown
    assert shown == about.get("findings", [])


@pytest.mark.parametrize(
    "folder", SAMPLES[::10], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_grading_twice_gives_the_same_record(
    folder: Path, root: Path, course: Course, runner: Runner
) -> None:
    """Two gradings of one submission differ in nothing but the seconds that they took."""
    exercise = course.find(folder.parent.name)
    submission = sample_submission(root, course, folder)
    first, second = (
        grade(submission, course, exercise, runner).model_copy(update={"seconds": 0.0})
        for _ in range(2)
    )
    assert first.to_json() == second.to_json()


def test_the_corpus_is_large_and_covers_every_exercise(course: Course) -> None:
    """There are many wrong and many unusual right answers, some for every exercise."""
    verdicts = [
        tomllib.loads((one / "expected.toml").read_text("utf-8"))["verdict"] for one in SAMPLES
    ]
    assert {one.parent.name for one in SAMPLES} == set(course.ids)
    assert verdicts.count("failed") >= FEWEST_WRONG
    assert verdicts.count("passed") >= FEWEST_RIGHT


FEWEST_WRONG, FEWEST_RIGHT = 120, 40


def plain(finding: Finding) -> dict[str, Any]:
    """Return a finding as expected.toml holds it."""
    return {key: value for key, value in finding.model_dump().items() if value not in (None, False)}


def written(text: str, result: Result) -> str:
    """Return expected.toml with the findings of *result* and the verdict that it declares."""
    head = text.partition("\n[[findings]]")[0].rstrip() + "\n"
    blocks = [
        "\n[[findings]]\n"
        + "".join(f"{key} = {toml(value)}\n" for key, value in plain(one).items())
        for one in result.findings
    ]
    return head + "".join(blocks)


def toml(value: object) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
