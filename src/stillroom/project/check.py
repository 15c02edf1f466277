"""The check of a learner's project: which exercise it is at, its grading, and the progress kept."""

from pathlib import Path

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.databases.runnable import why_not_here
from stillroom.errors import StillroomError
from stillroom.grading.grade import grade
from stillroom.project.advice import Advice, NextStep, advice
from stillroom.project.begun import (
    begin_it,
    behind_the_last,
    gone,
    has_begun,
    is_behind,
    named,
    not_begun,
    passed_before,
    waiting,
)
from stillroom.project.own_database import Standing
from stillroom.project.progress import Progress
from stillroom.project.progress_file import changed, load_progress
from stillroom.project.stuck import stuck_at
from stillroom.project.trials import own_standing
from stillroom.results.catalogue import NOTHING_YET, section_of
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission, take_in
from stillroom.util.text import clean


def check(project: Path, course: Course, name: str | None, runner: Runner) -> tuple[Result, Advice]:
    """Grade *project* on its current exercise, or on the one called *name*, and keep the progress.

    Returns the record, and a sentence on what is done and what comes next.
    """
    submission = take_in(project)
    progress, notice = load_progress(project)
    exercise = course.find(name) if name else current(progress, course, submission, runner)
    notice = notice or gone(progress, course)
    result = grade(submission, course, exercise, runner)
    begun = has_begun(progress, exercise)
    if not begun and result.verdict != "error":
        result = not_begun(result, exercise)
    if begun and result.verdict != "error":
        try:
            progress = remember(project, exercise, submission, progress, result)
        except (StillroomError, OSError) as error:  # the verdict stands all the same
            notice = f"Not remembered: {clean(str(error), 300)}."
    behind = result.verdict == "failed" and begun and is_behind(progress, course, exercise)
    if behind:
        result = passed_before(result, exercise)
    upcoming = (
        _upcoming(result, course, exercise, progress)
        if begun
        else begin_it(progress, course, exercise)
    )
    is_here = begun and not behind
    own = own_standing(project, course, result, runner) if is_here else Standing("")
    parts = (notice and f"{notice} ", upcoming, own.words and "\n", own.advice)
    return result, advice(*(part for part in parts if part))


def remember(
    project: Path, exercise: Exercise, submission: Submission, before: Progress, result: Result
) -> Progress:
    """Keep what *result* says of *submission*, and that the project is at *exercise*, if at none yet.

    *before* is the progress that the check began with. Where another exercise was begun meanwhile,
    or the files are others, nothing is kept: a verdict on what was there is none on what is there.
    """
    with changed(project) as progress:
        passed = result.verdict == "passed"
        is_elsewhere = (progress.current, progress.only) != (before.current, before.only)
        if is_elsewhere or passed and take_in(project).digest != submission.digest:
            return progress
        if passed:
            progress.passed = list(dict.fromkeys([*progress.passed, exercise.id]))
        progress.begun = list(dict.fromkeys([*progress.begun, exercise.id]))
        progress.current = progress.current or exercise.id
        progress.stuck = stuck_at(result)
    return progress


def current(progress: Progress, course: Course, submission: Submission, runner: Runner) -> Exercise:
    """Return the exercise that the project is at: as remembered, or the first that is satisfied.

    What comes behind that one is not begun, even if the project satisfies it.
    """
    return named(progress, course) or furthest(course, submission, runner, goes_on=False)


def furthest(
    course: Course, submission: Submission, runner: Runner, *, goes_on: bool = True
) -> Exercise:
    """Grade the exercises in order; return the one behind the last that is done, or the one done most.

    Where one is done, a later one counts only when it is done too: its first rows may pass by
    chance. Where it does not go on, the first one that passes is returned. Without any revision
    nothing is done, and nothing has to be graded to know it.
    """
    chosen, most = course.exercises[0], 0.0
    if not submission.revision_files:
        return chosen
    for exercise in course:
        if why_not_here(exercise):
            continue
        result = grade(submission, course, exercise, runner)
        if result.verdict == "passed" and not goes_on:
            return exercise
        share = _share(result)
        if share == 1.0 and goes_on:
            chosen, most = course.after(exercise) or exercise, 1.0
        elif share > most:
            chosen, most = exercise, share
    return chosen


def _share(result: Result) -> float:
    """How much of an exercise is done: the share of its steps with points, but for the last one."""
    steps = [step for step in result.steps if step.max_points]
    return sum(step.status == "passed" for step in steps[:-1]) / max(1, len(steps) - 1)


def _first_thing(result: Result) -> tuple[str | NextStep, ...]:
    """What to do about the first finding: where nothing is there yet, nothing is to be mended."""
    code = result.mistakes[0].code if result.mistakes else ""
    if code == "nothing-done":
        return "To see the task again: ", NextStep("task"), ". Do what the first finding says"
    if code and section_of(code) == NOTHING_YET:
        return ("Do what the first finding says",)
    return ("Mend the first finding",)


_GIVEN_CHANGED = ("frozen-revision-edited", "applied-revision-edited")


def _start_again(result: Result) -> tuple[str | NextStep, ...]:
    """The way back to the start of the exercise, where what it gave was changed."""
    if result.mistakes and result.mistakes[0].code in _GIVEN_CHANGED:
        return ". To begin this exercise again, with your work kept: ", NextStep("reset")
    return ()


def _upcoming(result: Result, course: Course, exercise: Exercise, progress: Progress) -> Advice:
    following, at = waiting(progress, course), named(progress, course)
    onward = NextStep("next") if following else NextStep("check")
    is_here = at in (None, exercise)
    if result.verdict != "passed" and exercise.id in progress.passed:
        if not is_here:
            return advice("Go on: ", onward)
        if following:
            words = f"{exercise.id} has passed before. To pass it again, mend the first finding, then run: "
            return advice(words, NextStep("check"), ". To go on instead: ", onward)
    if result.verdict != "passed":
        return advice(
            *_first_thing(result),
            ", then run: ",
            NextStep("check"),
            ". A hint: ",
            NextStep("hint", exercise.id),
            *(_start_again(result) if is_here else ()),
        )
    number = len(set(progress.passed) & set(course.ids))
    done = f"Passed so far: {number} of {len(course.ids)} exercises."
    if following is None and is_here:
        return advice(f"{done} ", behind_the_last(progress, course))
    if following is None:
        return advice(f"{done} Go on: ", onward)
    explained = advice(f"{done} The reference beside yours: ", NextStep("explain"), ".\n")
    before = " (it has passed before)" if following.id in progress.passed else ""
    words = f"Next: {following.id}, {following.title}{before}. Begin it: "
    return advice(explained, words, onward)
