"""The corpus: every wrong answer gets exactly its feedback, every right one passes.

A sample is a folder ``tests/mistakes/EXERCISE/NAME``: files laid over a project, and
``expected.toml``. To write the findings of new samples into their files, and then to read them
with care: ``STILLROOM_WRITE_SAMPLES=1 pytest tests/corpus``. A sample with ``confined``
does what only a confined child is refused.
"""

import os
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from stillroom.authoring import samples
from stillroom.course.course import Course
from stillroom.course.steps import Action
from stillroom.grading.grade import grade
from stillroom.results.catalogue import CODES, without_prefix
from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tiers import Tier
from stillroom.submission.intake import Submission
from tests.support.paths import ROOT, SAMPLES, TESTS

FOLDERS = samples.folders(ROOT)
WRITING = os.environ.get("STILLROOM_WRITE_SAMPLES") == "1"


def label(folder: Path) -> str:
    """Return the name of the sample in *folder*: ``EXERCISE/NAME``."""
    return f"{folder.parent.name}/{folder.name}"


def backwards(submission: Submission) -> Submission:
    """Return *submission* with its files in the opposite order."""
    return replace(submission, files=dict(reversed(submission.files.items())))


@pytest.mark.parametrize("folder", FOLDERS, ids=label)
def test_sample_gets_exactly_its_feedback(
    folder: Path, root: Path, course: Course, runner: Runner
) -> None:
    """The verdict and every finding are those of expected.toml, word for word.

    Half of the samples are graded with their files the other way round: it changes nothing.
    """
    sample = samples.read(root, course, folder)
    if FOLDERS.index(folder) % 2:
        sample = replace(sample, submission=backwards(sample.submission))
    if sample.confined and not runner.isolation.tier.at_least(Tier.filter):
        pytest.skip("the weaker isolation of this machine lets it pass")
    result = grade(sample.submission, course, sample.exercise, runner)
    # The words of a table always show the difference.
    assert all(step.seen != step.expected for step in result.steps if step.status == "failed")
    if WRITING:
        path = folder / samples.FILE
        path.write_text(
            samples.with_findings(path.read_text("utf-8"), result, sample.submission), "utf-8"
        )
        sample = samples.read(root, course, folder)
    shown = [samples.expected(finding) for finding in result.findings]
    assert result.verdict == sample.verdict, shown
    assert shown == list(sample.findings)


def test_every_exercise_has_wrong_and_right_samples(root: Path, course: Course) -> None:
    """A sample belongs to an exercise; an exercise is shown what fails and what passes."""
    verdicts = defaultdict(set)
    for sample in samples.matching(root, course):
        verdicts[sample.exercise.id].add(sample.verdict)
    assert verdicts == {exercise: {"passed", "failed"} for exercise in course.ids}


# Codes that no sample can show, and the tests that show them.
ELSEWHERE = {
    "grader-fault": "test_a_fault_of_the_grader_costs_nothing",
    "handed-in-too-late": "test_work_that_came_too_late_as_a_whole_is_no_mistake",
    "project-far-down": "test_a_project_far_down_is_an_advice",
    "commits-too-late": "test_commits_after_the_deadline_are_an_advice",
    "work-on-another-branch": "test_work_on_the_branch_of_the_exercise_is_an_advice",
    "file-left-out": "test_a_file_that_was_left_out_is_named",
    "exercise-not-begun": "test_what_was_not_begun_does_not_pass",
    "exercise-passed-before": "test_a_passed_exercise_that_came_before_is_told_so",
    "submission-unreadable": "test_a_class_as_it_is_handed_in",
    "roster-line-unusable": "test_a_line_of_the_roster_that_cannot_be_used_is_told_as_that",
    "no-project": "test_each_submission_gets_its_own_record",
    "nothing-to-undo": "test_nothing_to_undo",
    # A sample would take as long as the time limit.
    "timeout": "test_an_endless_loop_is_stopped",
    **dict.fromkeys(
        ("value-row-missing", "value-row-extra"), "test_values_that_are_not_as_expected"
    ),
    "database-unreadable": "test_a_database_that_cannot_be_read",
    "probe-failed": "test_a_probe_with_the_other_outcome",
    "version-differs": "test_a_record_that_is_elsewhere",
}
ONE_DIFFERENCE = "test_one_difference_is_one_finding"
"""Shows the differences between tables that no exercise of the course expects."""
ELSEWHERE |= dict.fromkeys(
    (
        "column-order",
        "constraint-name",
        "view-missing",
        "view-differs",
        "trigger-missing",
        "trigger-differs",
    ),
    ONE_DIFFERENCE,
)


def test_every_code_is_shown_by_a_sample_or_by_a_named_test(root: Path, course: Course) -> None:
    """A finding that nothing can bring about would be a promise that nobody keeps."""
    shown = {
        without_prefix(finding["code"])
        for sample in samples.matching(root, course)
        for finding in sample.findings
    }
    known = {code.name for code in CODES}
    assert sorted(known - shown - ELSEWHERE.keys()) == [], "no sample shows it"
    assert sorted(ELSEWHERE.keys() & shown) == [], "a sample shows it: take it out of ELSEWHERE"
    files = [path for path in TESTS.rglob("test_*.py") if not path.is_relative_to(SAMPLES)]
    text = "".join(path.read_text("utf-8") for path in files)
    assert [name for name in ELSEWHERE.values() if f"def {name}(" not in text] == []


# For each thing that a row can do, a sample that fails at just that row.
FAILS_AT: dict[Action, str] = {
    "revision": "01-add-users/nothing-done",
    "merge": "10-two-heads/nothing-done",
    "stamp": "12-adopt-database/baseline-without-the-check",
    "edit": "01-add-users/syntax-error",
    "upgrade": "01-add-users/name-nullable",
    "look": "01-add-users/history-changes-the-database",
    "downgrade": "03-downgrade/nothing-done",
    "rest": "04-reapply/last-row-changes-the-database",
    "models": "02-add-email/model-without-email",
}


def test_every_kind_of_row_of_the_course_has_such_a_sample(course: Course) -> None:
    """None is left out."""
    assert set(FAILS_AT) == {step.action for exercise in course for step in exercise.steps}


@pytest.mark.parametrize("action", FAILS_AT)
def test_every_kind_of_row_is_failed_by_a_sample(
    action: Action, root: Path, course: Course, runner: Runner
) -> None:
    """A row that nothing can fail checks nothing."""
    sample = samples.read(root, course, SAMPLES / FAILS_AT[action])
    result = grade(sample.submission, course, sample.exercise, runner)
    rows = zip(sample.exercise.steps, result.steps, strict=True)
    assert [row.action for row, step in rows if step.status == "failed"] == [action]


PRIVATE = re.compile(r"/tmp/|stillroom-|\b0x[0-9a-f]{6,}|/submissions/")


def test_no_finding_shows_the_folders_or_the_memory_of_the_grader(
    root: Path, course: Course
) -> None:
    """They differ each time, and mean nothing to a learner; hints may name the grader itself."""
    told = [
        (sample.name, finding["message"])
        for sample in samples.matching(root, course)
        for finding in sample.findings
        if PRIVATE.search(finding["message"])
    ]
    assert told == []
