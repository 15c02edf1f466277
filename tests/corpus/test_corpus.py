"""The corpus: every wrong answer gets exactly its feedback, every right one passes.

A sample is a folder ``tests/mistakes/EXERCISE/NAME``: files laid over a project, and
``expected.toml``. To write the findings of new samples into their files, and then to read them
with care: ``STILLROOM_WRITE_SAMPLES=1 pytest tests/corpus``. A sample with ``confined``
does what only a confined child is refused.
"""

import os
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from bench.samples import read_sample
from stillroom.course.course import Action, Course
from stillroom.grading.grade import grade
from stillroom.results.catalogue import CODES, ROWS, without_prefix
from stillroom.results.record import Finding, Result
from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tiers import Tier
from stillroom.submission.intake import Submission
from tests.support.paths import TESTS

MISTAKES = TESTS / "mistakes"
SAMPLES = sorted(path.parent for path in MISTAKES.glob("*/*/expected.toml"))
WRITING = os.environ.get("STILLROOM_WRITE_SAMPLES") == "1"


def sample_submission(root: Path, course: Course, folder: Path) -> Submission:
    """Return the submission that the sample in *folder* describes."""
    return read_sample(root, course, folder, folder.name).submission


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sample_gets_exactly_its_feedback(
    folder: Path, root: Path, course: Course, runner: Runner
) -> None:
    """The verdict and every finding are those of expected.toml, word for word, every time.

    The second time the files are given in another order.
    """
    exercise = course.find(folder.parent.name)
    submission = sample_submission(root, course, folder)
    path = folder / "expected.toml"
    confined = tomllib.loads(path.read_text("utf-8")).get("confined", False)
    if confined and not runner.isolation.tier.at_least(Tier.filter):
        pytest.skip("the weaker isolation of this machine lets it pass")
    result = grade(submission, course, exercise, runner)
    if WRITING:
        path.write_text(written(path.read_text("utf-8"), result), "utf-8")
    about = tomllib.loads(path.read_text("utf-8"))
    shown = [plain(finding) for finding in result.findings]
    assert result.verdict == about["verdict"], shown
    assert shown == about.get("findings", [])
    backwards = replace(submission, files=dict(reversed(submission.files.items())))
    again = grade(backwards, course, exercise, runner)
    assert timeless(again) == timeless(result), "graded again, it is another record"


def timeless(result: Result) -> str:
    """Return the record without the one thing that may differ: how long the grading took."""
    return result.model_copy(update={"seconds": 0.0}).to_json()


def test_the_corpus_is_large_and_covers_every_exercise(course: Course) -> None:
    """There are many wrong and many unusual right answers, some for every exercise."""
    verdicts = [
        tomllib.loads((one / "expected.toml").read_text("utf-8"))["verdict"] for one in SAMPLES
    ]
    assert {one.parent.name for one in SAMPLES} == set(course.ids)
    assert verdicts.count("failed") >= FEWEST_WRONG
    assert verdicts.count("passed") >= FEWEST_RIGHT


FEWEST_WRONG, FEWEST_RIGHT = 120, 40


# Codes that no sample can show, and the tests that show them.
ELSEWHERE = {
    "grader-fault": ("diagnosis/test_diagnosis.py", "test_a_fault_of_the_grader_costs_nothing"),
    "file-left-out": ("diagnosis/test_diagnosis.py", "test_a_file_that_was_left_out_is_named"),
    "no-project": ("cohort/test_cohort.py", "test_each_submission_gets_its_own_record"),
    "nothing-to-undo": ("diagnosis/test_diagnosis.py", "test_nothing_to_undo"),
    # A sample would take as long as the time limit.
    "timeout": ("sandbox/test_runner.py", "test_an_endless_loop_is_stopped"),
}
# Differences from tables that no exercise of the course expects; see DIFFERENCES there.
ELSEWHERE |= dict.fromkeys(
    (
        "column-order",
        "constraint-name",
        "view-missing",
        "view-differs",
        *(f"{part}-{how}" for part in ("unique", "index", "foreign-key", "check", "trigger")
          for how in ("missing", "differs")),
    ),
    ("diagnosis/test_diagnosis.py", "test_one_difference_is_one_finding"),
)  # fmt: skip


def test_every_code_is_shown_by_a_sample_or_by_a_named_test() -> None:
    """A finding that nothing can bring about would be a promise that nobody keeps."""
    shown = {without_prefix(code) for code in sample_codes()}
    known = {code.name for code in CODES}
    assert sorted(known - shown - ELSEWHERE.keys()) == [], "no sample shows it"
    assert sorted(ELSEWHERE.keys() & shown) == [], "a sample shows it: take it out of ELSEWHERE"
    for file, name in ELSEWHERE.values():
        assert f"def {name}(" in (MISTAKES.parent / file).read_text("utf-8")


def sample_codes() -> set[str]:
    """Return the codes of the findings of all samples."""
    texts = [(one / "expected.toml").read_text("utf-8") for one in SAMPLES]
    return {code for text in texts for code in re.findall(r'^code = "(.*)"$', text, re.MULTILINE)}


# For each thing that a row can do, a sample that fails at just that row.
FAILS_AT: dict[Action, str] = {
    "revision": "01-add-users/nothing-done",
    "edit": "01-add-users/syntax-error",
    "upgrade": "01-add-users/upgrade-empty",
    "look": "01-add-users/history-changes-the-database",
    "downgrade": "03-downgrade/nothing-done",
    "rest": "04-reapply/last-row-changes-the-database",
    "models": "02-add-email/model-without-email",
}


@pytest.mark.parametrize("action", get_args(Action))
def test_every_kind_of_row_is_failed_by_a_sample(
    action: Action, root: Path, course: Course, runner: Runner
) -> None:
    """A row that nothing can fail checks nothing."""
    folder = MISTAKES / FAILS_AT[action]
    exercise = course.find(folder.parent.name)
    result = grade(sample_submission(root, course, folder), course, exercise, runner)
    rows = zip(exercise.steps, result.steps, strict=True)
    assert [row.action for row, step in rows if step.status == "failed"] == [action]


PRIVATE = re.compile(r"/tmp/|stillroom-|\b0x[0-9a-f]{6,}|/submissions/")


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_finding_shows_the_folders_or_the_memory_of_the_grader(folder: Path) -> None:
    """They differ each time, and mean nothing to a learner; hints may name the grader itself."""
    about = tomllib.loads((folder / "expected.toml").read_text("utf-8"))
    assert [one for one in about.get("findings", []) if PRIVATE.search(one["message"])] == []


def test_every_row_change_is_shown() -> None:
    """Rows lost, added, changed and renumbered are each caught in some sample."""
    assert {code.name for code in CODES if code.section == ROWS} <= sample_codes()


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
