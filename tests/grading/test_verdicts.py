"""Verdicts that no sample of the corpus shows: a fault of the grader, a file that was left out."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.errors import GraderFault
from stillroom.grading.grade import grade
from stillroom.sandbox.open_project import OpenProject
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission


def solved(root: Path, course: Course) -> Submission:
    """Return the solution of the first exercise."""
    return projects.as_submission("solved", projects.solved(root, course.find("01-add-users")))


class Broken(Runner):
    """A runner on a machine where nothing can be started."""

    def open(
        self, files: Mapping[str, bytes], packages: Sequence[str] | None = None
    ) -> OpenProject:
        """Fail as the machine would."""
        raise GraderFault("no process can be started")


@pytest.mark.processes
def test_a_fault_of_the_grader_costs_nothing(root: Path, course: Course) -> None:
    """It is an error without a verdict on the learner."""
    result = grade(solved(root, course), course, course.find("01-add-users"), Broken())
    assert result.verdict == "error"
    assert [finding.code for finding in result.findings] == ["grader-fault"]
    assert "no process can be started" in result.findings[0].message
    assert result.steps == ()


def test_a_file_that_was_left_out_is_named(root: Path, course: Course, runner: Runner) -> None:
    """It is an advice, which costs nothing."""
    taken = solved(root, course)
    submission = Submission("solved", taken.files, {"app/big.py": "larger than 200000 bytes"})
    result = grade(submission, course, course.find("01-add-users"), runner)
    (advice,) = result.findings
    assert (result.verdict, advice.code, advice.advice) == ("passed", "file-left-out", True)
    assert advice.message == "app/big.py was not taken: larger than 200000 bytes."


def test_a_package_that_is_not_of_the_course_is_not_there(
    root: Path, course: Course, runner: Runner
) -> None:
    """It is installed beside the grader here, and on no learner's machine."""
    taken = solved(root, course)
    files = {**taken.files, "app/models.py": b"import pytest\n" + taken.files["app/models.py"]}
    result = grade(Submission("solved", files, {}), course, course.find("01-add-users"), runner)
    assert result.findings[0].message.endswith(
        "There is no module pytest: grading has no such package."
    )
    assert (result.findings[0].file, result.findings[0].line) == ("app/models.py", 1)
    assert list(result.versions) == ["python", "sqlalchemy", "alembic", "database"]
