"""The start of an exercise in a learner's project: its starting files are laid, all or none."""

from pathlib import Path

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.starts import MissingSolution
from stillroom.errors import StillroomError
from stillroom.project.advice import Advice, AdvisedError, NextStep, advice
from stillroom.project.progress_file import changed
from stillroom.project.replace_files import replaced
from stillroom.submission.git import uncommitted
from stillroom.submission.intake import take_in
from stillroom.util.text import listed


def start(project: Path, course: Course, name: str, overwrite: bool) -> Advice:
    """Lay the starting files of an exercise into *project*; return a sentence on what was done.

    The revisions that are there give way to those of the exercise, and so do files of the same
    name; every other file stays. If anything fails, the project is as it was. Raises
    StillroomError if work that Git does not hold would be lost, unless *overwrite* says so.
    """
    exercise = course.find(name)
    try:
        files = _starting_files(exercise)
        stale = [path for path in take_in(project).revision_files if path not in files]
        if not overwrite:
            _refuse_to_lose(project, files, stale, exercise)
        with replaced(project, files, stale), changed(project) as progress:
            progress.current, progress.only = exercise.id, None
    except OSError as error:
        raise StillroomError(
            f"{exercise.id} cannot be started, and the project is as it was: "
            f"{error.filename or project}: {error.strerror}"
        ) from error
    return _ready(exercise, has_files=bool(files))


def _ready(exercise: Exercise, *, has_files: bool) -> Advice:
    """What was done, and what comes next."""
    kept = "" if has_files else "The revisions are gone; the files of app/ are as they were. "
    return advice(
        f"{exercise.id} is ready: {exercise.definition.goal} {kept}The database is as it was; "
        "to begin with an empty one, delete app.db. Then: ",
        NextStep("check"),
    )


def _starting_files(exercise: Exercise) -> dict[str, bytes]:
    """The files that *exercise* begins with: path in the project to content.

    The wheel of a published course carries none of them, because they solve the exercise before.
    """
    try:
        return exercise.start.files
    except MissingSolution as error:
        raise StillroomError(
            f"{exercise.id}: its starting files do not travel with this project; "
            f"they are in a branch of their own: git switch exercise/{exercise.id}"
        ) from error


def _refuse_to_lose(
    project: Path, files: dict[str, bytes], stale: list[str], exercise: Exercise
) -> None:
    """Raise AdvisedError if a file that would be replaced or removed holds work that Git has not."""
    edited = [path for path, content in files.items() if _differs(project / path, content)]
    unsafe = uncommitted(project, [*stale, *edited])
    if unsafe:
        raise AdvisedError(
            advice(
                f"{listed(unsafe)} would be lost: commit first, or run ",
                NextStep("start", exercise.id, "--overwrite"),
            )
        )


def _differs(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() != content
