"""The steps of the exercise, which tick themselves."""

from dataclasses import dataclass
from typing import Literal

from stillroom.course.exercise import VERSIONS
from stillroom.project.decide_next import LACKS_A_REVISION
from stillroom.project.lesson_progress import FollowedStep, frontier
from stillroom.results.record import Result
from stillroom.web.views.learner import Learner

StepMark = Literal["", "done", "mistake"]


@dataclass(frozen=True)
class StepLine:
    """A step of the exercise, and whether it is done."""

    words: str
    is_command: bool
    mark: StepMark
    is_next: bool


@dataclass(frozen=True)
class Steps:
    """The steps of the exercise, and how many of them are done."""

    lines: tuple[StepLine, ...]
    done: int
    checking: bool


def steps(learner: Learner) -> Steps:
    """Return the steps of the exercise that the learner is at, ticked as far as they are done."""
    result = result_of(learner)
    following = next_step(learner)
    lines = [
        StepLine(
            words=followed.step.command,
            is_command=bool(followed.step.argv),
            mark=_mark(followed, result),
            is_next=followed is following,
        )
        for followed in learner.live.table
        if followed.step.is_of(learner.exercise.id) and followed.step.action != "rest"
    ]
    lines += [
        _of_models(step.command, result) for step in learner.exercise.steps if step.run == "models"
    ]
    return Steps(
        lines=tuple(lines),
        done=sum(line.mark == "done" for line in lines),
        checking=learner.live.checking,
    )


def result_of(learner: Learner) -> Result | None:
    """Return the result of the last check, where it is one of the exercise that the learner is at."""
    result = learner.live.result
    return result if result is not None and result.exercise == learner.exercise.id else None


def _mark(followed: FollowedStep, result: Result | None) -> StepMark:
    """A step counts as done when the learner did it; an edit, when it is also right."""
    if not followed.done or followed.step.action != "edit":
        return "done" if followed.done else ""
    found = result.mistakes if result is not None else ()
    files = [each.file or "" for each in found if each.code not in LACKS_A_REVISION]
    return "mistake" if any(file.startswith(VERSIONS) for file in files) else "done"


def _of_models(words: str, result: Result | None) -> StepLine:
    graded = [step for step in result.steps if step.command == words] if result else []
    is_done = bool(graded) and all(step.status == "passed" for step in graded)
    return StepLine(words, is_command=False, mark="done" if is_done else "", is_next=False)


def next_step(learner: Learner) -> FollowedStep | None:
    """Return the step that comes next, where it is one of the exercise."""
    index = frontier(learner.live.table)
    followed = learner.live.table[index] if index is not None else None
    return followed if followed and followed.step.is_of(learner.exercise.id) else None
