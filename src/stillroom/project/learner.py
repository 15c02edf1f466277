"""What a learner does in a project of their own: check it, start an exercise, ask for a hint."""

from collections.abc import Sequence
from pathlib import Path

from stillroom.course.course import Course, Exercise
from stillroom.errors import StillroomError
from stillroom.grading.grade import grade
from stillroom.project.progress import Progress, changed
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner
from stillroom.submission.git import uncommitted
from stillroom.submission.intake import Submission, take_in
from stillroom.util.files import read_folder, write
from stillroom.util.text import listed


def check(project: Path, course: Course, name: str | None, runner: Runner) -> tuple[Result, str]:
    """Grade *project* on its current exercise, or on the one called *name*, and keep the progress.

    Returns the record, and a sentence on what is done and what comes next.
    """
    submission = take_in(project)
    progress, said = Progress.load(project)
    exercise = course.find(name) if name else current(progress, course, submission, runner)
    result = grade(submission, course, exercise, runner)
    if result.verdict != "error":
        progress = remember(project, course, exercise, progress.passed, result.verdict == "passed")
    return result, " ".join(
        part for part in (said, _upcoming(result, course, exercise, progress)) if part
    )


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


def current(progress: Progress, course: Course, submission: Submission, runner: Runner) -> Exercise:
    """Return the exercise that the project is at: as remembered, or found out by grading.

    An exercise that passes on the way is added to *progress*, which is not written.
    """
    remembered = progress.only or progress.current
    if remembered in course.ids:
        return course.find(remembered)
    best, most = course.exercises[0], 0.0
    for exercise in course:
        result = grade(submission, course, exercise, runner)
        if result.verdict == "passed" and exercise.id not in progress.passed:
            progress.passed.append(exercise.id)
        steps = [step for step in result.steps if step.max_points]
        share = sum(step.status == "passed" for step in steps[:-1]) / max(1, len(steps) - 1)
        if share == 1.0:
            best, most = course.after(exercise) or exercise, 0.0
        elif share > most:
            best, most = exercise, share
    return best


def _upcoming(result: Result, course: Course, exercise: Exercise, progress: Progress) -> str:
    if result.verdict != "passed":
        return (
            f"Mend the first finding, then run: nox -s check. A hint: nox -s hint -- {exercise.id}"
        )
    done = f"Passed so far: {len(set(progress.passed) & set(course.ids))} of {len(course.ids)} exercises."
    following = course.after(exercise)
    if following is None:
        return f"{done} That was the last one: the course is done."
    return f"{done} Next: {following.id}, {following.title}. Go on in this project, or lay its starting files: nox -s start -- {following.id}"


def start(project: Path, course: Course, name: str, overwrite: bool) -> str:
    """Lay the starting files of an exercise into *project*; return a sentence on what was done.

    The revisions that are there give way to those of the exercise, and so do files of the same
    name; every other file stays. Raises
    StillroomError if work that Git does not hold would be lost, unless *overwrite* says so.
    """
    exercise = course.find(name)
    if exercise.definition.after and not exercise.starter.is_dir():
        raise StillroomError(
            f"{exercise.id}: its starting files do not travel with this project; "
            f"they are in a branch of their own: git switch exercise/{exercise.id}"
        )
    submission = take_in(project)
    files = _starting_files(exercise)
    stale = [path for path in submission.revision_files if path not in files]
    touched = [
        path for path, content in files.items() if submission.files.get(path) not in (None, content)
    ]
    unsafe = uncommitted(project, [*stale, *touched])
    if unsafe and not overwrite:
        raise StillroomError(
            f"{listed(unsafe)} would be lost: commit first, or run nox -s start -- {exercise.id} --overwrite"
        )
    for path in stale:
        (project / path).unlink()
    for path, content in files.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        write(project / path, content.decode("utf-8"))
    with changed(project) as progress:
        progress.current, progress.only = exercise.id, None
    kept = "" if files else "The revisions are gone; the files of app/ are as they were. "
    return (
        f"{exercise.id} is ready: {exercise.definition.goal} {kept}The database is as it was; "
        "to begin with an empty one, delete app.db. Then: nox -s check"
    )


def _starting_files(exercise: Exercise) -> dict[str, bytes]:
    return read_folder(exercise.starter) if exercise.starter.is_dir() else {}


def hint(project: Path, course: Course, name: str | None) -> str:
    """Return the next hint of an exercise; which step was seen is remembered and costs nothing."""
    progress, said = Progress.load(project)
    exercise = course.find(name or progress.current or course.ids[0])
    hints = exercise.definition.hints
    with changed(project) as progress:
        seen = min(progress.hints.get(exercise.id, 0), len(hints) - 1)
        progress.hints[exercise.id] = seen + 1
    more = "" if seen + 1 == len(hints) else " Ask again for the next one."
    shown = f"{exercise.id}, hint {seen + 1} of {len(hints)}: {hints[seen]}{more}"
    return f"{said} {shown}" if said else shown
