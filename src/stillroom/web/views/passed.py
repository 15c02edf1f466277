"""That the exercise has passed: what was learned, and the way on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError
from stillroom.learning.explain import explanation
from stillroom.web.views.action import Action, of_command
from stillroom.web.views.learner import Learner
from stillroom.web.views.steps import next_step, result_of

MOST_SENTENCES = 3  # of what was learned


@dataclass(frozen=True)
class Passed:
    """That the exercise has passed: what was learned, and the way on."""

    id: str
    title: str
    learned: str
    action: Action
    is_last: bool
    """Whether every exercise of the course has passed."""
    unseen: Action | None = None
    """The command of the exercise that was not seen to lead where it should, in the own database."""


def passed(learner: Learner) -> Passed | None:
    """Return what to say when files and database are right; None before."""
    result = result_of(learner)
    if result is None or result.verdict != "passed" or _is_behind(learner):
        return None
    exercise, passed_ids = learner.exercise, {*learner.live.progress.passed, learner.exercise.id}
    left = [each for each in learner.material.course if each.id not in passed_ids]
    return Passed(
        exercise.id,
        exercise.title,
        _learned(learner),
        _onward(learner, left),
        is_last=not left,
        unseen=_unseen(learner),
    )


def _unseen(learner: Learner) -> Action | None:
    """The way back, where it was gone before the files were right, or never: up, there is nowhere to go."""
    following = next_step(learner)
    if following is None or following.step.action != "downgrade":
        return None
    return of_command(following.step.command)


def _onward(learner: Learner, left: Sequence[Exercise]) -> Action:
    """The way on: the exercise that follows, or the first of those that are *left*."""
    following = learner.material.course.after(learner.exercise)
    if following is not None:
        return Action(f"Go on: {following.title}", "/next")
    if left:
        return Action(f"Go on: {left[0].title}", "/start", fields={"exercise": left[0].id})
    return Action("What you have done", page="summary")


def _is_behind(learner: Learner) -> bool:
    """Tell whether something is left to do in the own database; while that is not known, by its version."""
    own, snapshot = learner.live.standing, learner.live.snapshot
    if own is not None and not snapshot.busy:
        return own.step is not None
    return set(snapshot.versions) != set(snapshot.heads)


def _learned(learner: Learner) -> str:
    """The first sentences of why the solution is as it is."""
    try:
        why = explanation(learner.material.course, learner.exercise, learner.live.progress).why
    except StillroomError:
        return ""
    sentences = re.split(r"(?<=[.!?])\s+", why.partition("\n\n")[0].strip())
    return " ".join(sentences[:MOST_SENTENCES])
