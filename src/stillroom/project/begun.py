"""Whether an exercise was begun: going on to the next one takes its own start, and nothing is free."""

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.project.advice import Advice, NextStep, advice
from stillroom.project.progress import Progress
from stillroom.results.finding import Finding
from stillroom.results.record import Result
from stillroom.util.text import clean, counted

NOT_BEGUN = "exercise-not-begun"
PASSED_BEFORE = "exercise-passed-before"


def has_begun(progress: Progress, exercise: Exercise) -> bool:
    """Tell whether *exercise* was begun in the project of *progress*, as far as that is known.

    An exercise that comes after no other begins with the bare starter. Where *progress* knows
    nothing at all, the project is taken as it is.
    """
    is_known = progress.current or progress.only or progress.passed or progress.begun
    begun = (progress.only, *progress.begun, *progress.passed)
    return not is_known or exercise.definition.after is None or exercise.id in begun


def not_begun(result: Result, exercise: Exercise) -> Result:
    """Return *result*, which says nothing then, as that of an exercise that was not begun."""
    finding = Finding(
        code=NOT_BEGUN,
        message=f"{exercise.id} begins with its own start, and it was not begun in this project.",
        hint="Begin it. What is there now is kept.",
    )
    steps = tuple(
        step.model_copy(update={"status": "blocked", "points": 0, "note": "not begun yet"})
        for step in result.steps
    )
    return result.model_copy(
        update={"verdict": "failed", "points": 0, "steps": steps, "findings": (finding,)}
    )


def is_behind(progress: Progress, course: Course, exercise: Exercise) -> bool:
    """Tell whether *exercise* has passed, and the project is at another one now."""
    return exercise.id in progress.passed and named(progress, course) not in (None, exercise)


def passed_before(result: Result, exercise: Exercise) -> Result:
    """Return *result*, which did not pass, without advice: to follow it would undo what came later."""
    finding = Finding(
        code=PASSED_BEFORE,
        message=f"{exercise.id} has passed in this project, and the project has gone on since.",
        hint="Nothing has to be mended: what came later is no part of this exercise.",
    )
    return result.model_copy(update={"findings": (finding,)})


def begin_it(progress: Progress, course: Course, exercise: Exercise) -> Advice:
    """Return the advice to begin *exercise*."""
    at, step = named(progress, course), leads_to(progress, course, exercise)
    if step.command == "start" and at is not None and at != exercise:
        here = advice(f"You are at {at.id}: ", NextStep("check"), ". ")
    else:
        here = advice()
    return advice(
        here,
        f"{exercise.id} begins with its own start. What is there now is kept. Begin it: ",
        step,
    )


def behind_the_last(progress: Progress, course: Course) -> Advice:
    """Return what to say behind the last exercise: the course is done, or which exercises are left."""
    left = [exercise.id for exercise in course if exercise.id not in progress.passed]
    if not left:
        return advice(
            "That was the last exercise: the course is done. What you have done: ",
            NextStep("summary"),
            ". To make an ordinary project of this one, commit your work and run:\n"
            "copier update --data course=false",
        )
    others = f", and {counted(len(left) - 1, 'other')} too" if len(left) > 1 else ""
    return advice(
        f"That is the last exercise. {left[0]} has not passed in this project yet{others}. Begin it: ",
        NextStep("start", left[0]),
    )


def leads_to(progress: Progress, course: Course, exercise: Exercise) -> NextStep:
    """Return the command that begins *exercise* from where *progress* is."""
    if waiting(progress, course) == exercise:
        return NextStep("next")
    return NextStep("start", exercise.id)


def waiting(progress: Progress, course: Course) -> Exercise | None:
    """Return the exercise that can be begun next; None where the current one has not passed yet.

    It is also None behind the last exercise. Where none is known to be the current one, it is the
    first that has not passed.
    """
    current = named(progress, course)
    if current is None:
        left = (exercise for exercise in course if exercise.id not in progress.passed)
        return next(left, None)
    if not has_begun(progress, current):
        return current
    return course.after(current) if current.id in progress.passed else None


def named(progress: Progress, course: Course) -> Exercise | None:
    """Return the exercise that *progress* names; None where it names none that *course* has."""
    name = progress.current or progress.only
    return course.find(name) if name in course.ids else None


def gone(progress: Progress, course: Course) -> str | None:
    """Return a sentence where *progress* names an exercise that *course* does not have."""
    name = progress.only or progress.current
    if name is None or name in course.ids:
        return None
    return f"You were at {clean(name, 60)}, which is no exercise of this course."
