"""One grading as a whole: what a fault of the grader costs."""

from typing import Any

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.errors import GraderFault, StillroomError
from stillroom.grading import grade as module
from stillroom.grading.grade import grade
from stillroom.sandbox.runner import Runner, Stopped
from stillroom.sandbox.tiers import Isolation, Tier
from stillroom.submission.intake import Submission


class Unused(Runner):
    """A runner that starts nothing."""

    @property
    def isolation(self) -> Isolation:
        """Say that there is some isolation."""
        return Isolation(Tier.process)


def failing(error: BaseException) -> Any:  # noqa: ANN401 - stands for a class
    """Return something to call that raises *error*."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


NOTHING = Submission("somebody", {}, {})


@pytest.mark.parametrize(
    "error",
    [GraderFault("the disk is full"), RecursionError("too deep"), KeyError("x"), MemoryError()],
    ids=lambda error: type(error).__name__,
)
def test_any_fault_of_the_grader_is_no_verdict(
    course: Course, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """It is told, and costs the learner nothing."""
    monkeypatch.setattr(module, "Workspace", failing(error))
    result = grade(NOTHING, course, course.find("01"), Unused())
    assert (result.verdict, result.steps) == ("error", ())
    assert [finding.code for finding in result.findings] == ["grader-fault"]


@pytest.mark.parametrize("error", [StillroomError("a broken course"), Stopped()])
def test_what_no_submission_can_be_graded_with_ends_the_command(
    course: Course, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """It is no matter of this submission."""
    monkeypatch.setattr(module, "Workspace", failing(error))
    with pytest.raises(type(error)):
        grade(NOTHING, course, course.find("01"), Unused())


def test_a_failed_step_blocks_the_rest(course: Course, runner: Runner, root: Any) -> None:  # noqa: ANN401
    """What cannot run because something before it failed is blocked, and costs nothing twice."""
    exercise = course.find("02")
    files = projects.start(root, exercise)
    result = grade(projects.as_submission("start", files), course, exercise, runner)
    statuses = [step.status for step in result.steps]
    first = statuses.index("failed")
    assert set(statuses[:first]) <= {"passed"}
    assert set(statuses[first + 1 :]) == {"blocked"}
    assert all(step.points == 0 and not step.found for step in result.steps[first + 1 :])
    assert result.after is not None
    assert [sheet.title for sheet in result.after.sheets] == ["users"]
    assert (result.before, result.after.when) == (None, f"after step {result.steps[first].step}")
