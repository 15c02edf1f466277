"""Grades single submissions, for as many threads as ask: each has a runner, and so a warmed process, of its own.

Whatever goes wrong with one submission stays with that submission.
"""

from types import TracebackType
from typing import Self

from stillroom.cohort.grading_config import GradingConfig
from stillroom.cohort.warmed_runners import WarmedRunners
from stillroom.course.exercise import Exercise
from stillroom.diagnosis.deadline import everything_too_late
from stillroom.grading.grade import grade
from stillroom.results.finding import Finding
from stillroom.results.record import Result
from stillroom.results.step import Step
from stillroom.sandbox.tiers import Isolation
from stillroom.submission.handed_in import Missed
from stillroom.submission.intake import Submission


class Grader:
    """Grades submissions with one configuration, in any thread; use it in a ``with`` block."""

    def __init__(self, config: GradingConfig) -> None:
        """Begin; nothing is started before the first grading."""
        self.config = config
        self.runners = WarmedRunners(config.seconds, config.require)

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
            return grade(submission, self.config.course, self.config.exercise, runner)

    def stop(self) -> None:
        """End every process now; gradings that are under way raise Stopped."""
        self.runners.stop()


def result_of(missed: Missed, exercise: Exercise) -> Result:
    """Return the record of something that was named and cannot be graded."""
    if not missed.is_absent:
        return Result.unreadable(missed.name, exercise, missed.reason)
    return without_project(Submission(missed.name, {}, {}, missing=str(missed.reason)), exercise)


def without_project(submission: Submission, exercise: Exercise) -> Result:
    """Return the record of a folder that holds no project: nothing was run."""
    finding = (
        everything_too_late(submission)
        if submission.too_late
        else Finding(
            code="no-project",
            message=f"There is no project to grade: {submission.missing}.",
            hint="Hand in the folder that holds pyproject.toml, app/ and migrations/.",
        )
    )
    return Result.not_run(submission.name, exercise, rows_of(exercise), finding)


def rows_of(exercise: Exercise) -> tuple[Step, ...]:
    """Return the rows of *exercise* as they are where there is no project."""
    return tuple(
        Step(
            step=step.step, command=step.command, effect=step.effect, expected=step.state, found="",
            status="blocked" if index else "failed", note="there is no project", max_points=step.points,
        )
        for index, step in enumerate(exercise.steps)
    )  # fmt: skip
