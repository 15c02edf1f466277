"""Grades one submission: walks the rows of its exercise, and makes the record of it."""

import time

from stillroom.course.course import Course, Exercise
from stillroom.databases.expected import states
from stillroom.errors import GraderFault
from stillroom.grading.replay import Replay
from stillroom.grading.workspace import Workspace
from stillroom.results.record import Finding, Layers, Result, Verdict
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission


def grade(submission: Submission, course: Course, exercise: Exercise, runner: Runner) -> Result:
    """Grade *submission* and return the record; a fault of the grader gives the verdict ``error``."""
    started = time.perf_counter()
    isolation = runner.isolation
    try:
        expected = states(course, exercise)
        with Workspace(submission, runner) as workspace:
            walk = Replay(submission, exercise, expected, workspace)
            steps = walk.steps()
            findings = walk.findings()
    except GraderFault as fault:
        steps, findings = [], [_fault(fault)]
        verdict: Verdict = "error"
    else:
        verdict = "passed" if all(step.status == "passed" for step in steps) else "failed"
    return Result(
        schema="stillroom/result/v1",
        submission=submission.name,
        exercise=exercise.id,
        title=exercise.title,
        verdict=verdict,
        points=sum(step.points for step in steps),
        max_points=exercise.definition.points,
        sandbox=runner.sandbox,
        isolation=Layers(tier=isolation.tier, blocked=isolation.blocked, open=isolation.open),
        seconds=round(time.perf_counter() - started, 3),
        steps=tuple(steps),
        findings=tuple(findings),
    )


def _fault(fault: GraderFault) -> Finding:
    return Finding(
        code="grader-fault",
        message=f"The grader itself failed; this is not a mistake in the submission. {fault}",
        hint="Grade it again. If it fails again, report the sentence above.",
    )
