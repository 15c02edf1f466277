"""The check that follows a save: what ``stillroom check`` does, without its words."""

from dataclasses import dataclass
from pathlib import Path

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError, UnreadableDatabase
from stillroom.grading.grade import grade
from stillroom.grading.workspace import Workspace
from stillroom.project.check import current, remember, remembered
from stillroom.project.progress import Progress
from stillroom.project.snapshot import Revision, revisions
from stillroom.results.record import Result
from stillroom.sandbox.outcome import ReportedError
from stillroom.sandbox.runner import Runner, Stopped
from stillroom.schema.model import Schema
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


@dataclass(frozen=True)
class Declared:
    """What the models declare; or why they cannot be loaded. Neither where that is not known."""

    schema: Schema | None = None
    trouble: str | None = None


def check(
    project: Path, submission: Submission, course: Course, last: Exercise | None, runner: Runner
) -> Checked:
    """Check *submission* on the exercise that the progress of *project* names, or else on *last*.

    Only where an exercise has passed, the progress is written.
    """
    try:
        progress, said = Progress.load(project)
        exercise = (
            remembered(progress, course) or last or current(progress, course, submission, runner)
        )
        result = grade(submission, course, exercise, runner)
        newly = result.verdict == "passed" and exercise.id not in progress.passed
        if result.verdict == "passed":
            said = _keep(project, course, exercise) or said
    except Stopped:
        return Checked()
    except (StillroomError, OSError) as error:
        return Checked(trouble=f"No check: {clean(str(error), 300)}.")
    except Exception as error:  # noqa: BLE001 - a thread of its own: whatever it is must be said
        return Checked(trouble=f"No check: {clean(f'{type(error).__name__}: {error}', 300)}.")
    return Checked(result, exercise, newly, revisions(submission.revision_files), said)


def _keep(project: Path, course: Course, exercise: Exercise) -> str | None:
    """Remember that *exercise* has passed; return why that is not possible."""
    try:
        remember(project, course, exercise, (), passed=True)
    except (StillroomError, OSError) as error:
        return f"Passed, and not remembered: {clean(str(error), 300)}."
    return None


def declare(submission: Submission, runner: Runner) -> Declared:
    """Create what the models of *submission* declare, in a scratch database."""
    try:
        with Workspace(submission, runner) as workspace:
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
