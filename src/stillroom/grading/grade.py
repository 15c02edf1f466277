"""Grades one submission: replays the steps of its exercise, and makes the record of it."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.steps import LessonStep
from stillroom.databases.expected import states
from stillroom.diagnosis.context import Problem, ProblemKind
from stillroom.diagnosis.deadline import with_deadline
from stillroom.diagnosis.engine import advise, diagnose
from stillroom.diagnosis.in_short import in_short
from stillroom.errors import BeyondLimit, GraderFault, StillroomError, UnreadableDatabase
from stillroom.grading.actions import ACTIONS
from stillroom.grading.check_course import check_fixtures
from stillroom.grading.known_way import known_ways
from stillroom.grading.moves import begin, expect_record
from stillroom.grading.packages import packages
from stillroom.grading.pictures import Pictures, pictures
from stillroom.grading.replay import Replay
from stillroom.grading.versions import versions
from stillroom.grading.workspace import Workspace
from stillroom.results.finding import Finding
from stillroom.results.provenance import Layers
from stillroom.results.record import Result
from stillroom.results.step import Look, Status, Step
from stillroom.sandbox.runner import Runner, Stopped
from stillroom.submission.excerpts import with_excerpt
from stillroom.submission.intake import Submission
from stillroom.util.text import clean

_WAITS = "waits for the step that failed"


def grade(submission: Submission, course: Course, exercise: Exercise, runner: Runner) -> Result:
    """Grade *submission* and return the record; any fault of the grader is the verdict ``error``.

    Raises StillroomError for a course or an isolation with which nothing can be graded, and
    Stopped where the runner was told to stop.
    """
    started = time.perf_counter()
    check_fixtures(course, exercise)  # first: the runner's process is getting ready meanwhile
    in_force, sandbox = runner.isolation, runner.sandbox
    layers = Layers(tier=in_force.tier, blocked=in_force.blocked, open=in_force.open)
    try:
        with _begun(submission, course, exercise, runner) as replay:
            steps, findings, seen = _replayed(replay)
    except Exception as error:
        if isinstance(error, (StillroomError, Stopped)) and not isinstance(error, GraderFault):
            raise
        return Result.fault(
            submission.name, exercise, error,
            sandbox=sandbox, isolation=layers, seconds=_since(started),
        ).model_copy(update={"origin": submission.origin})  # fmt: skip
    return _result(
        submission, exercise, steps, findings, seen,
        versions=versions(course, replay.states.backend.fingerprint()),
        sandbox=sandbox, isolation=layers, seconds=_since(started),
    )  # fmt: skip


def passes(submission: Submission, course: Course, exercise: Exercise, runner: Runner) -> bool:
    """Tell whether *submission* passes, without a word on why not.

    Raises as ``grade`` does, and GraderFault for what is a verdict ``error`` there.
    """
    check_fixtures(course, exercise)
    with _begun(submission, course, exercise, runner) as replay:
        return all(problem is None for _, problem in _carried_out(replay))


@contextmanager
def _begun(
    submission: Submission, course: Course, exercise: Exercise, runner: Runner
) -> Iterator[Replay]:
    """Lend a replay whose database is where *exercise* begins."""
    needs = packages(course)
    known = known_ways(runner).of(submission, exercise, runner, needs)
    with Workspace(submission, runner, packages=needs) as workspace:
        replay = Replay(submission, exercise, states(course, exercise), workspace, known)
        begin(replay, course.states(exercise).get(exercise.definition.begin.legacy or ""))
        yield replay


def _result(
    submission: Submission,
    exercise: Exercise,
    steps: Sequence[Step],
    findings: Sequence[Finding],
    seen: Pictures,
    *,
    versions: dict[str, str],
    sandbox: str,
    isolation: Layers,
    seconds: float,
) -> Result:
    """The record of a grading that was carried through."""
    is_right = all(step.status == "passed" for step in steps)
    points = sum(step.points for step in steps)
    return Result(
        schema="stillroom/result/v1",
        submission=submission.name,
        exercise=exercise.id,
        title=exercise.title,
        verdict="passed" if is_right else "failed",
        # The rows that are not right may give no points. A failed exercise never has them all.
        points=points if is_right else min(points, exercise.points - 1),
        max_points=exercise.points,
        sandbox=sandbox,
        isolation=isolation,
        versions=versions,
        seconds=seconds,
        steps=tuple(steps),
        findings=tuple(with_excerpt(finding, submission.files) for finding in findings),
        origin=submission.origin,
        **seen,
    )


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 3)


def _replayed(replay: Replay) -> tuple[list[Step], list[Finding], Pictures]:
    """Replay every step, and return what there is to say about them and to show."""
    outcomes = list(_outcomes(replay))
    steps = [step for step, _ in outcomes]
    problem = next((problem for _, problem in outcomes if problem), None)
    context = replay.context()
    findings = diagnose(problem, context) if problem else []
    seen = pictures(replay, problem)
    advice = advise(context, passed=problem is None)
    if findings and findings[0].code == "upgrade-empty":
        steps = _not_edited(replay.exercise.steps, steps)
    return steps, with_deadline(findings, advice, context), seen


def _not_edited(lesson: Sequence[LessonStep], steps: list[Step]) -> list[Step]:
    """Return *steps*, of which the first that failed met an empty upgrade(): nobody has edited it yet.

    So the row that edits is the one that is not done, where it stands right before.
    """
    failed = next(index for index, step in enumerate(steps) if step.status == "failed")
    if failed == 0 or lesson[failed - 1].action != "edit":
        return steps
    undone = {"status": "failed", "points": 0, "note": "upgrade() is empty"}
    waits = _recorded(lesson[failed], "blocked", "", _WAITS)
    edit = steps[failed - 1].model_copy(update=undone)
    return [*steps[: failed - 1], edit, waits, *steps[failed + 1 :]]


def _outcomes(replay: Replay) -> Iterator[tuple[Step, Problem | None]]:
    """Each step with the problem that it met; the steps behind a failed one are blocked."""
    number = 0
    for number, (step, problem) in enumerate(_carried_out(replay), 1):
        state = replay.declared if step.action == "models" and replay.declared else replay.state
        status: Status = "failed" if problem else "passed"
        note = in_short(problem) if problem else step.note
        words = replay.states.words(state.schema)
        yield _recorded(step, status, words, note, replay.looks), problem
    for step in replay.exercise.steps[number:]:
        yield _recorded(step, "blocked", "", _WAITS), None


def _carried_out(replay: Replay) -> Iterator[tuple[LessonStep, Problem | None]]:
    """Carry out one step after the other, up to the first that meets a problem."""
    for step in replay.exercise.steps:
        replay.looks, replay.before = [], replay.state
        problem = _problem(replay, step)
        if step is replay.exercise.steps[0]:
            begins_later = replay.exercise.definition.begin.revision is not None
            replay.began = replay.state if begins_later else replay.before
        if problem is None:
            replay.rows.moved_on(replay.state, len(replay.timeline))
        yield step, problem
        if problem is not None:
            return


def _problem(replay: Replay, step: LessonStep) -> Problem | None:
    try:
        return ACTIONS[step.action](replay, step) or expect_record(replay, step)
    except UnreadableDatabase as error:
        kind: ProblemKind = "beyond-limit" if isinstance(error, BeyondLimit) else "unreadable"
        ahead = replay.listed.ahead_of(replay.state.versions) if replay.listed else ()
        revision = next(iter(ahead), None) if step.action != "downgrade" else None
        return Problem(kind, step, replay.state, revision=revision, detail=clean(str(error), 200))


def _recorded(
    step: LessonStep, status: Status, found: str, note: str, looks: Sequence[Look] = ()
) -> Step:
    return Step(
        step=step.step,
        command=step.command,
        effect=step.effect,
        expected=step.state,
        found=found,
        status=status,
        note=note,
        points=step.points if status == "passed" else 0,
        max_points=step.points,
        values=tuple(looks),
    )
