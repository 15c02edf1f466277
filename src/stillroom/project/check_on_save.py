"""The check that follows a save: what ``stillroom check`` does, without its words."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError, UnreadableDatabase
from stillroom.grading.grade import grade
from stillroom.grading.packages import packages
from stillroom.grading.workspace import Workspace
from stillroom.project.begun import gone, has_begun, named, not_begun
from stillroom.project.check import current, remember
from stillroom.project.declared import Declared
from stillroom.project.own_database import Standing
from stillroom.project.progress import Progress
from stillroom.project.progress_file import load_progress
from stillroom.project.snapshot import Revision, revisions
from stillroom.project.trials import own_standing
from stillroom.results.record import Result
from stillroom.sandbox.outcome import ReportedError
from stillroom.sandbox.runner import Runner, Stopped
from stillroom.submission.intake import Submission
from stillroom.util.text import clean


@dataclass(frozen=True)
class Checked:
    """What came out of a check; ``trouble`` says why nothing did, or what could not be kept."""

    result: Result | None = None
    exercise: Exercise | None = None
    newly_passed: bool = False
    revisions: tuple[Revision, ...] = ()
    trouble: str | None = None


Answer = Checked | Declared | Standing


def check_and_declare(
    project: Path, course: Course, runner: Runner, submission: Submission, last: Exercise | None
) -> Iterator[Answer]:
    """Yield the verdict on *submission* first, as somebody waits for it.

    Then what it declares, and where the learner's own database is.
    """
    checked = check(project, submission, course, last, runner)
    yield checked
    yield declare(submission, course, runner)
    if checked.result is not None:
        yield own_standing(project, course, checked.result, runner)


def check(
    project: Path, submission: Submission, course: Course, last: Exercise | None, runner: Runner
) -> Checked:
    """Check *submission* on the exercise that the progress of *project* names, or else on *last*.

    Only where an exercise has passed, the progress is written.
    """
    try:
        progress, notice = load_progress(project)
        notice = notice or gone(progress, course)
        exercise = named(progress, course) or last or current(progress, course, submission, runner)
        result = grade(submission, course, exercise, runner)
        newly_passed = result.verdict == "passed" and exercise.id not in progress.passed
        if result.verdict != "error" and not has_begun(progress, exercise):
            result, newly_passed = not_begun(result, exercise), False
        if result.verdict == "passed":
            notice = _keep(project, exercise, submission, progress, result) or notice
    except Stopped:
        return Checked()
    except (StillroomError, OSError) as error:
        return Checked(trouble=f"No check: {clean(str(error), 300)}.")
    except Exception as error:  # noqa: BLE001 - a thread of its own: whatever it is must be said
        return Checked(trouble=f"No check: {clean(f'{type(error).__name__}: {error}', 300)}.")
    return Checked(result, exercise, newly_passed, revisions(submission.revision_files), notice)


def _keep(
    project: Path, exercise: Exercise, submission: Submission, progress: Progress, result: Result
) -> str | None:
    """Remember that *exercise* has passed; return why that is not possible."""
    try:
        remember(project, exercise, submission, progress, result)
    except (StillroomError, OSError) as error:
        return f"Passed, and not remembered: {clean(str(error), 300)}."
    return None


def declare(submission: Submission, course: Course, runner: Runner) -> Declared:
    """Create what the models of *submission* declare, with the packages of *course* alone."""
    try:
        with Workspace(submission, runner, packages=packages(course)) as workspace:
            ended = workspace.create_models()
            if ended.trouble:
                return Declared(trouble=trouble_words(ended.trouble))
            return Declared(workspace.models.read().schema)
    except (StillroomError, UnreadableDatabase, Stopped, OSError):
        return Declared()


def trouble_words(trouble: ReportedError) -> str:
    """Return an error of a learner's code as half a sentence, with its place."""
    place = f" ({trouble.frames[-1][0]}:{trouble.frames[-1][1]})" if trouble.frames else ""
    return clean(
        f"{trouble.kind}: {trouble.message.splitlines()[0] if trouble.message else ''}", 200
    ).rstrip(": .") + clean(place)
