"""The check of a learner's project: which exercise it is at, its grading, and the progress kept."""

from collections.abc import Sequence
from pathlib import Path

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.databases.runnable import why_not_here
from stillroom.grading.grade import grade
from stillroom.project.advice import Advice, NextStep, advice
from stillroom.project.progress import Progress
from stillroom.project.progress_file import changed, load_progress
from stillroom.results.catalogue import NOTHING_YET, section_of
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission, take_in


def check(project: Path, course: Course, name: str | None, runner: Runner) -> tuple[Result, Advice]:
    """Grade *project* on its current exercise, or on the one called *name*, and keep the progress.

    Returns the record, and a sentence on what is done and what comes next.
    """
    submission = take_in(project)
    progress, notice = load_progress(project)
    exercise = course.find(name) if name else current(progress, course, submission, runner)
    result = grade(submission, course, exercise, runner)
    if result.verdict != "error":
        progress = remember(project, course, exercise, progress.passed, result.verdict == "passed")
    upcoming = _upcoming(result, course, exercise, progress)
    return result, advice(f"{notice} ", upcoming) if notice else upcoming


def remember(
    project: Path, course: Course, exercise: Exercise, earlier: Sequence[str], passed: bool
) -> Progress:
    """Keep whether *exercise* has *passed*, which makes the next one the current one.

    *earlier* are the ids of others that are known to have passed.
    """
    following = course.after(exercise)
    with changed(project) as progress:
        known = [*progress.passed, *earlier, *([exercise.id] if passed else [])]
        progress.passed = list(dict.fromkeys(known))
        progress.current = following.id if passed and following else exercise.id
    return progress


def remembered(progress: Progress, course: Course) -> Exercise | None:
    """Return the exercise that *progress* names; None where it names none that *course* has."""
    name = progress.only or progress.current
    return course.find(name) if name in course.ids else None


def current(progress: Progress, course: Course, submission: Submission, runner: Runner) -> Exercise:
    """Return the exercise that the project is at: as remembered, or found out by grading.

    An exercise that passes on the way is added to *progress*, which is not written.
    """
    return remembered(progress, course) or _furthest(progress, course, submission, runner)


def _furthest(
    progress: Progress, course: Course, submission: Submission, runner: Runner
) -> Exercise:
    """Grade every exercise; return the one behind the last that passed, or the one done most."""
    furthest, most = course.exercises[0], 0.0
    for exercise in course:
        if why_not_here(exercise):
            continue
        result = grade(submission, course, exercise, runner)
        if result.verdict == "passed" and exercise.id not in progress.passed:
            progress.passed.append(exercise.id)
        share = _share(result)
        if share == 1.0:
            furthest, most = course.after(exercise) or exercise, 0.0
        elif share > most:
            furthest, most = exercise, share
    return furthest


def _share(result: Result) -> float:
    """How much of an exercise is done: the share of its steps with points, but for the last one."""
    steps = [step for step in result.steps if step.max_points]
    return sum(step.status == "passed" for step in steps[:-1]) / max(1, len(steps) - 1)


def _first_thing(result: Result) -> str:
    """What to do about the first finding: where nothing is there yet, nothing is to be mended."""
    mistakes = result.mistakes
    if mistakes and section_of(mistakes[0].code) == NOTHING_YET:
        return "Do what the first finding says"
    return "Mend the first finding"


def _upcoming(result: Result, course: Course, exercise: Exercise, progress: Progress) -> Advice:
    if result.verdict != "passed":
        return advice(
            f"{_first_thing(result)}, then run: ",
            NextStep("check"),
            ". A hint: ",
            NextStep("hint", exercise.id),
        )
    number = len(set(progress.passed) & set(course.ids))
    done = f"Passed so far: {number} of {len(course.ids)} exercises."
    following = course.after(exercise)
    if following is None:
        return advice(f"{done} That was the last one: the course is done.")
    return advice(
        f"{done} Next: {following.id}, {following.title}. "
        "Go on in this project, or lay its starting files: ",
        NextStep("start", following.id),
    )
