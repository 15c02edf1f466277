"""The last check of a project: its verdict, its findings and its steps, and the hints that were shown."""

from dataclasses import dataclass

from stillroom.results.record import Finding, Look, Result, Step
from stillroom.web.views.learner import Chip, Learner


def verdict_chip(result: Result | None, checking: bool) -> Chip:
    """Return the verdict of *result* in words; *checking* says that a check is under way."""
    if checking:
        return Chip("being checked", "wait")
    if result is None:
        return Chip("not checked yet")
    points = f"{result.points} of {result.max_points} points"
    if result.verdict == "passed":
        return Chip(f"passed, {points}", "right")
    if result.verdict == "failed":
        return Chip(f"not yet, {points}", "wrong")
    return Chip("no verdict: a fault of the grader", "wait")


@dataclass(frozen=True)
class LookView:
    """What was looked at beside the schema at a step, and how it ended."""

    look: Look
    status: Chip


@dataclass(frozen=True)
class StepView:
    """A step of a check: what was expected, what was found, and how it ended."""

    step: Step
    status: Chip
    looks: tuple[LookView, ...] = ()


@dataclass(frozen=True)
class Findings:
    """What the last check has found."""

    verdict: Chip
    next_exercise: str | None
    """The exercise to go on with, where the current one has passed."""
    findings: tuple[Finding, ...] = ()
    exercise: str = ""
    steps: tuple[StepView, ...] = ()


STEP_STATUS = {
    "passed": Chip("passed", "right"),
    "failed": Chip("not yet", "wrong"),
    "blocked": Chip("blocked", "wait"),
}


def findings(learner: Learner) -> Findings:
    """Return the verdict, the findings and the steps of the last check."""
    result = learner.live.result
    verdict = verdict_chip(result, learner.live.checking)
    if result is None:
        return Findings(verdict, None)
    following = learner.material.course.after(learner.exercise)
    has_passed = result.verdict == "passed"
    return Findings(
        verdict=verdict,
        next_exercise=following.id if has_passed and following is not None else None,
        findings=result.findings,
        exercise=result.exercise,
        steps=tuple(map(_step_view, result.steps)),
    )


def _step_view(step: Step) -> StepView:
    looks = tuple(LookView(look, STEP_STATUS[look.status]) for look in step.values)
    return StepView(step, STEP_STATUS[step.status], looks)


@dataclass(frozen=True)
class Hints:
    """The hints of the current exercise that were shown, and how many there are."""

    shown: tuple[str, ...]
    total: int


def hints(learner: Learner) -> Hints:
    """Return the hints that were shown."""
    all_hints = learner.exercise.definition.hints
    number = learner.live.progress.hints.get(learner.exercise.id, 0)
    return Hints(tuple(all_hints[:number]), len(all_hints))
