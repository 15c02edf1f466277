"""Beginning an exercise: its files and its database are laid together, all or nothing.

Whatever was there is kept first, so that nothing is lost: in a branch of its own where there is
Git, and always in a folder of the project, from which ``undo`` takes it back.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from stillroom.course.base import bare_files
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.starts import MissingSolution, Start
from stillroom.databases.base import FollowedDatabase, NotReplaced
from stillroom.errors import StillroomError
from stillroom.grading.beginning import beginning, begins_empty
from stillroom.project.advice import Advice, AdvisedError, NextStep, advice
from stillroom.project.begun import behind_the_last, named, waiting
from stillroom.project.database import followed_database, is_own
from stillroom.project.exchange import Exchanged, Laid, exchange
from stillroom.project.kept_work import KEPT, UNDONE, last_kept
from stillroom.project.named_course import ANSWERS, with_exercise, with_noted_exercise
from stillroom.project.named_course import FILE as PYPROJECT
from stillroom.project.progress import Progress
from stillroom.project.progress_file import load_progress
from stillroom.project.published import TASK, has_no_history, published_start
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import take_in
from stillroom.util.text import clean


class NothingFollows(AdvisedError):
    """The current exercise is the last one, and it has passed: nothing is wrong."""


class MissingStart(StillroomError):
    """The starting files of an exercise are neither in the course nor in the history of the project."""

    def __init__(self, project: Path, exercise: Exercise) -> None:
        """Say where they are."""
        way = (
            "this clone is shallow: git fetch --unshallow"
            if has_no_history(project)
            else f"they are in a branch of their own: git switch exercise/{exercise.id}"
        )
        super().__init__(
            f"{exercise.id}: its starting files do not travel with this project; {way}. "
            "The database alone: add --database to reset"
        )


def begin(project: Path, course: Course, exercise: Exercise) -> Advice:
    """Make *project* what *exercise* begins with; return a sentence on what was done.

    The revisions that are there give way to those of the exercise, and so do files of the same
    name; other files stay. If anything fails, the project is as it was, and StillroomError says why.
    """
    with _as_it_was(project, f"{exercise.id} cannot be begun"):
        start = start_in(project, exercise)
        files = start.over(bare_files())
        own = take_in(project)
        database, trouble = _own_database(project)
        with Runner() as runner:
            made = beginning(course, exercise, files, runner) if database else None
        removed = [path for path in own.files if _gives_way(path, files, start)]
        if (project / TASK).is_file():
            files[TASK] = exercise.task.read_bytes()
        named_there = _naming(project, exercise)
        files |= named_there

        def turn(progress: Progress) -> None:
            progress.current = exercise.id
            progress.only = exercise.id if named_there else None
            progress.begun = list(dict.fromkeys([*progress.begun, exercise.id]))
            progress.hints.pop(exercise.id, None)
            progress.stuck, progress.done = None, {}

        done = exchange(project, database, Laid(files, removed, made), KEPT, exercise.id, turn)
    return _ready(project, exercise, done, trouble)


def _naming(project: Path, exercise: Exercise) -> dict[str, bytes]:
    """Return the files in which *project* names *exercise* from now on; none where it names none."""
    try:
        text = with_exercise((project / PYPROJECT).read_bytes(), exercise.id)
    except OSError:
        text = None
    if text is None:
        return {}
    with suppress(OSError):
        noted = with_noted_exercise((project / ANSWERS).read_bytes(), exercise.id)
        return {PYPROJECT: text, ANSWERS: noted}
    return {PYPROJECT: text}


def follow_on(project: Path, course: Course) -> Advice:
    """Begin the exercise that follows the current one, which must have passed; as ``begin``.

    Raises NothingFollows behind the last one, with what can be done then.
    """
    progress, _ = load_progress(project)
    exercise, current = waiting(progress, course), named(progress, course)
    if exercise is not None:
        return begin(project, course, exercise)
    if current is None or course.after(current) is None and current.id in progress.passed:
        raise NothingFollows(behind_the_last(progress, course))
    raise AdvisedError(
        advice(
            f"{current.id} has not passed yet: run ",
            NextStep("check"),
            ". To begin another exercise all the same: ",
            NextStep("start", "ID"),
        )
    )


def reset(project: Path, course: Course, shown: Exercise | None = None) -> Advice:
    """Begin the current exercise again, or the one that is *shown* to the learner; as ``begin``.

    Raises StillroomError where it is not known which one that is: nothing is guessed.
    """
    return begin(project, course, _current(project, course, shown))


def reset_database(project: Path, course: Course, shown: Exercise | None = None) -> Advice:
    """Give *project* the database with which its exercise begins; its files stay.

    What the database held is kept. Raises StillroomError, and then it is as it was.
    """
    exercise = _current(project, course, shown)
    with _as_it_was(project, "The database was not replaced"):
        database, trouble = _own_database(project)
        if database is None:
            raise StillroomError(trouble.strip().rstrip("."))
        with Runner() as runner:
            made = beginning(course, exercise, _given_files(project, exercise), runner)
        laid = Laid({}, [], made)
        done = exchange(project, database, laid, KEPT, exercise.id, lambda _progress: None)
    which = "empty" if begins_empty(exercise) else "the one with which the exercise begins"
    return advice(
        f"Your database is {which}; your files are as they were.\n"
        f"What was there is kept in {_kept_in(project, done)}. To take it back: ",
        NextStep("undo"),
        "\nNow: ",
        NextStep("check"),
    )


def _current(project: Path, course: Course, shown: Exercise | None) -> Exercise:
    """Return the exercise that *project* is at, or is *shown* at; raises StillroomError where there is none."""
    progress, notice = load_progress(project)
    exercise = named(progress, course) or shown
    if exercise is None:
        why = notice or "it is not known at which exercise this project is."
        raise AdvisedError(
            advice(f"{why} Begin the exercise by its name: ", NextStep("start", "ID"))
        )
    return exercise


def undo(project: Path) -> Advice:
    """Bring back what the last beginning took away, files and database; raises StillroomError.

    What is there now is kept, too.
    """
    kept = last_kept(project)
    if kept is None:
        raise StillroomError("nothing can be taken back: no exercise was begun in this project")
    with _as_it_was(project, "nothing was taken back"):
        files = kept.files()
        removed = [path for path in take_in(project).files if path not in files]
        database, _ = _own_database(project)
        left, held = kept.left, kept.database() if database else None

        def turn(progress: Progress) -> None:
            progress.current, progress.only = left.current, left.only
            progress.begun, progress.done = left.was_begun, {}

        done = exchange(project, database, Laid(files, removed, held), UNDONE, left.begun, turn)
    kept.forget()
    return advice(
        f"Taken back: files and database are as they were before {left.event}.\n"
        f"What was there since then is kept in {_kept_in(project, done)}.\nNow: ",
        NextStep("check"),
    )


def start_in(project: Path, exercise: Exercise) -> Start:
    """Return what *exercise* begins with in *project*, compared with the bare starter.

    The wheel of a published course carries no starts, because they solve the exercise before: there,
    they are in the branches.
    """
    try:
        return exercise.start
    except MissingSolution as error:
        if start := published_start(project, exercise):
            return start
        raise MissingStart(project, exercise) from error


def _given_files(project: Path, exercise: Exercise) -> Mapping[str, bytes]:
    """Return the files that make the database of *exercise*.

    Where its start is not here, these are the learner's own revisions: the given ones are among them.
    """
    try:
        return start_in(project, exercise).over(bare_files())
    except MissingStart:
        return {**bare_files(), **take_in(project).revision_files}


def _gives_way(path: str, files: Mapping[str, bytes], start: Start) -> bool:
    """Tell whether the learner's file at *path* is not there at *start*, which lays *files*.

    A package gives way to a module of its name, for which Python would take it.
    """
    if path in files:
        return False
    is_revision = PurePosixPath(path).parts[:2] == ("migrations", "versions")
    hides = any(f"{folder}.py" in files for folder in PurePosixPath(path).parents)
    return is_revision or hides or start.leaves_out(path)


def _own_database(project: Path) -> tuple[FollowedDatabase | None, str]:
    """Return the database of *project*; or None, and a sentence on why it is left alone."""
    database = followed_database(project)
    if is_own(database, project):
        return database, ""
    place = clean(str(database.path), 200) if database.path else "no file of this project"
    return None, f"DATABASE_URL names {place}, so the database was left as it was. "


def _ready(project: Path, exercise: Exercise, done: Exchanged, trouble: str) -> Advice:
    """What was done, and what comes next."""
    database = trouble.strip() or f"Your database is {_beginning_in_words(exercise)}."
    return advice(
        f"{exercise.id} is ready: {exercise.definition.goal}\n{database}\n"
        f"What was there is kept in {_kept_in(project, done)}. To take it back: ",
        NextStep("undo"),
        "\nTo see the task again: ",
        NextStep("task"),
    )


def _beginning_in_words(exercise: Exercise) -> str:
    """What the database is like with which *exercise* begins."""
    if begins_empty(exercise):
        return "empty"
    if revision := exercise.definition.begin.revision:
        return f"at revision {revision}"
    return "one that Alembic has never seen: there are tables and rows in it, and no record of a revision"


def _kept_in(project: Path, done: Exchanged) -> str:
    branch = f" and in the branch {done.branch}" if done.branch else ""
    return f"{done.kept.folder.relative_to(project)}{branch}"


@contextmanager
def _as_it_was(project: Path, what: str) -> Iterator[None]:
    """Say of an error in the block that the project is as it was."""
    try:
        yield
    except NotReplaced as error:
        raise StillroomError(f"{what}, and the project is as it was: {error}") from error
    except OSError as error:
        raise StillroomError(
            f"{what}, and the project is as it was: {error.filename or project}: {error.strerror}"
        ) from error
