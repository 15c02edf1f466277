"""What to do now: the one next thing with its button, the steps that tick themselves, and a pass."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from stillroom.course.exercise import VERSIONS, Exercise
from stillroom.course.lesson import Question, Section
from stillroom.errors import StillroomError
from stillroom.learning.explain import explanation
from stillroom.learning.quiz import Answered, judged, options
from stillroom.learning.task import task
from stillroom.project.advice import OF_ALEMBIC, NextStep, as_command
from stillroom.project.lesson_progress import FollowedStep, frontier
from stillroom.results.catalogue import NOTHING_YET, section_of
from stillroom.results.record import Result
from stillroom.web.typed_command import Refused
from stillroom.web.views.learner import Learner

StepMark = Literal["", "done", "mistake"]
MOST_SENTENCES = 3  # of what was learned
FORMS: Mapping[str, tuple[str, str]] = {
    "next": ("/next", "Go on"),
    "reset": ("/reset", "Reset"),
    "undo": ("/undo", "Undo"),
    "start": ("/start", "Begin it"),
    "hint": ("/hint", "Hint"),
}
"""The form of each step that is one, and the words of its button."""
PAGES = ("read", "predict", "quiz", "recall", "explore", "explain", "summary")


@dataclass(frozen=True)
class Action:
    """The one button: a form with its fields, or the address of a page."""

    words: str
    form: str = ""
    page: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    is_command: bool = False


@dataclass(frozen=True)
class Now:
    """The one next thing: in words, and as a button where a button does it."""

    words: str
    action: Action | None = None
    effect: str = ""
    """What the button does, where that is a step of the exercise."""
    place: str = ""
    """The line to mend, in words; empty where nothing is to be mended."""
    file: str = ""
    said: str = ""
    """Why what was asked for last was not done."""


def now(learner: Learner) -> Now:
    """Return the one next thing."""
    refused = learner.asked.refused
    said = str(refused) if isinstance(refused, StillroomError) and not is_typed(learner) else ""
    if passed(learner) is not None:  # which has the way on
        return Now("", None, said=said)
    parts = learner.live.next.parts
    step = next((part for part in parts if isinstance(part, NextStep)), None)
    words = "".join(part for part in parts if isinstance(part, str)).strip()
    if step is not None and (action := _action(step, learner)):
        return Now(_without_run(words), action, said=said)
    following = _frontier(learner)
    if step is None and following is not None and following.step.argv:
        command = following.step.command
        if command in words:
            words = words.partition(command)[0].strip(" :")
            return Now(f"{words}:", _of_command(command), effect=following.step.effect, said=said)
    place, file = _place(learner)
    return Now(_not_there_yet(learner) + words, place=place, file=file, said=said)


def _not_there_yet(learner: Learner) -> str:
    """What the first finding says, where it is no mistake: that stands at no line."""
    result = result_of(learner)
    first = result.mistakes[0] if result is not None and result.mistakes else None
    if first is None or section_of(first.code) != NOTHING_YET:
        return ""
    return f"{first.message} "


def _place(learner: Learner) -> tuple[str, str]:
    """The place of the first mistake in words, and its file; nothing where no line is known."""
    result = result_of(learner)
    mistake = result.mistakes[0] if result is not None and result.mistakes else None
    if mistake is None or not mistake.file or not mistake.line or _not_there_yet(learner):
        return "", ""
    return f"line {mistake.line}", mistake.file


def is_typed(learner: Learner) -> bool:
    """Tell whether what was refused stands at the line to type into."""
    return isinstance(learner.asked.refused, Refused)


def _action(step: NextStep, learner: Learner) -> Action | None:
    if step.command in OF_ALEMBIC:
        return _of_command(as_command(step))
    if step.command in PAGES:
        return Action(step.command.capitalize(), page=step.command)
    if step.command not in FORMS:
        return None
    form, words = FORMS[step.command]
    if step.command == "reset" and step.option == "--database":
        return Action("Reset the database", form, fields={"what": "database"})
    if step.command == "next":
        following = learner.material.course.after(learner.exercise)
        return Action(f"Go on: {following.title}" if following else words, form)
    return Action(words, form, fields={"exercise": step.argument} if step.argument else {})


def _of_command(command: str) -> Action:
    return Action(command, "/run", fields={"command": command}, is_command=True)


_LEADS_TO_A_COMMAND = re.compile(r"(?:\bRun|\bBegin it|\bGo on with \S+|\bOr [^.]*)?:\s*\.?$")


def _without_run(words: str) -> str:
    """The words before a button: without what leads to a command in a text."""
    words = _LEADS_TO_A_COMMAND.sub("", words).strip(" .")
    return f"{words}." if words else ""


def _frontier(learner: Learner) -> FollowedStep | None:
    index = frontier(learner.live.table)
    followed = learner.live.table[index] if index is not None else None
    return followed if followed and followed.step.exercise == learner.exercise.id else None


@dataclass(frozen=True)
class StepLine:
    """A step of the exercise, and whether it is done."""

    words: str
    is_command: bool
    mark: StepMark
    is_next: bool


@dataclass(frozen=True)
class Steps:
    """The steps of the exercise, and how the last check has ended."""

    lines: tuple[StepLine, ...]
    done: int
    has_passed: bool
    checking: bool
    is_checked: bool


def steps(learner: Learner) -> Steps:
    """Return the steps of the exercise that the learner is at, ticked as far as they are done."""
    result = result_of(learner)
    following = _frontier(learner)
    lines = [
        StepLine(
            words=followed.step.command,
            is_command=bool(followed.step.argv),
            mark=_mark(followed, result),
            is_next=followed is following,
        )
        for followed in learner.live.table
        if followed.step.exercise == learner.exercise.id
    ]
    lines += [
        _of_models(step.command, result) for step in learner.exercise.steps if step.run == "models"
    ]
    return Steps(
        lines=tuple(lines),
        done=sum(line.mark == "done" for line in lines),
        has_passed=result is not None and result.verdict == "passed",
        checking=learner.live.checking,
        is_checked=result is not None,
    )


def result_of(learner: Learner) -> Result | None:
    """Return the result of the last check, where it is one of the exercise that the learner is at."""
    result = learner.live.result
    return result if result is not None and result.exercise == learner.exercise.id else None


def _mark(followed: FollowedStep, result: Result | None) -> StepMark:
    """A step counts as done when the learner did it; an edit, when it is also right."""
    if not followed.done or followed.step.action != "edit":
        return "done" if followed.done else ""
    mistakes = [each.file or "" for each in result.mistakes] if result is not None else []
    return "mistake" if any(file.startswith(VERSIONS) for file in mistakes) else "done"


def _of_models(words: str, result: Result | None) -> StepLine:
    graded = [step for step in result.steps if step.command == words] if result else []
    is_done = bool(graded) and all(step.status == "passed" for step in graded)
    return StepLine(words, is_command=False, mark="done" if is_done else "", is_next=False)


@dataclass(frozen=True)
class Goal:
    """What the exercise is, what it is for, and its task."""

    exercise: Exercise
    number: int
    total: int
    task: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    """The parts of the lesson that belong to it."""


def goal(learner: Learner) -> Goal:
    """Return the exercise that the learner is at."""
    course, exercise = learner.material.course, learner.exercise
    sections = learner.material.lesson.sections
    return Goal(
        exercise,
        course.ids.index(exercise.id) + 1,
        len(course.ids),
        task(exercise.task),
        tuple(section for section in sections if section.exercise == exercise.id),
    )


@dataclass(frozen=True)
class Passed:
    """That the exercise has passed: what was learned, and the way on."""

    id: str
    title: str
    learned: str
    action: Action
    is_last: bool
    """Whether every exercise of the course has passed."""


def passed(learner: Learner) -> Passed | None:
    """Return what to say when files and database are right; None before."""
    result = result_of(learner)
    if result is None or result.verdict != "passed" or _is_behind(learner):
        return None
    exercise, passed_ids = learner.exercise, {*learner.live.progress.passed, learner.exercise.id}
    left = [each for each in learner.material.course if each.id not in passed_ids]
    return Passed(
        exercise.id, exercise.title, _learned(learner), _onward(learner, left), is_last=not left
    )


def _onward(learner: Learner, left: Sequence[Exercise]) -> Action:
    """The way on: the exercise that follows, or the first of those that are *left*."""
    following = learner.material.course.after(learner.exercise)
    if following is not None:
        return Action(f"Go on: {following.title}", "/next")
    if left:
        return Action(f"Go on: {left[0].title}", "/start", fields={"exercise": left[0].id})
    return Action("What you have done", page="summary")


def _is_behind(learner: Learner) -> bool:
    """Tell whether something is left to do in the own database; before that is known, by its version."""
    own, snapshot = learner.live.standing, learner.live.snapshot
    if own is not None:
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


@dataclass(frozen=True)
class Prediction:
    """The question what the next step will do, and what there is to say of the answer."""

    question: Question
    options: tuple[tuple[int, str], ...]
    answered: Answered | None
    chosen: str


def predict(learner: Learner) -> Prediction | None:
    """Return the question about the next step of the exercise, or about the one that was just answered."""
    following = _frontier(learner)
    if following is None or not following.step.argv:
        return None
    question = next(
        (
            question
            for question in learner.material.predictions
            if question.step == following.step.step and question.exercise == learner.exercise.id
        ),
        None,
    )
    if question is None:
        return None
    chosen = learner.asked.predicted
    is_chosen = chosen is not None and 0 <= chosen < len(question.options)
    return Prediction(
        question,
        tuple((index, option.text) for index, option in options(question)),
        judged(question, chosen) if is_chosen and chosen is not None else None,
        question.options[chosen].text if is_chosen and chosen is not None else "",
    )
