"""The database that an exercise begins with, made by really running its given revisions."""

from collections.abc import Mapping

from stillroom.course.course import Course
from stillroom.course.exercise import LEARNERS, Exercise
from stillroom.databases.base import Handover, RefusedRow
from stillroom.databases.expected import States, states
from stillroom.errors import StillroomError, UnreadableDatabase
from stillroom.grading.check_course import check_fixtures
from stillroom.grading.packages import packages
from stillroom.grading.revision_list import list_revisions
from stillroom.grading.values import Values
from stillroom.grading.workspace import Workspace
from stillroom.sandbox.outcome import Outcome
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission
from stillroom.submission.revisions import History
from stillroom.util.text import clean

TOKEN = "stillroom"  # noqa: S105 - no password
"""What stands for ``{token}`` in a learner's own database; it is the same whenever it is made."""


def begins_empty(exercise: Exercise) -> bool:
    """Tell whether *exercise* begins with an empty database, for which nothing has to be run."""
    begin = exercise.definition.begin
    return begin.revision is None and begin.legacy is None


def beginning(
    course: Course, exercise: Exercise, files: Mapping[str, bytes], runner: Runner
) -> Handover:
    """Return the database with which *exercise* begins in a project of *files*, rows included.

    Raises StillroomError where the course itself does not get there.
    """
    if begins_empty(exercise):
        return {}
    check_fixtures(course, exercise)
    begin, known = exercise.definition.begin, states(course, exercise)
    own = {path: text for path, text in files.items() if path.startswith(LEARNERS)}
    submission = Submission(
        exercise.id, {path: text for path, text in own.items() if path.endswith(".py")}, {}
    )
    values = Values(exercise, known.backend, TOKEN)
    try:
        with Workspace(submission, runner, known.backend, packages=packages(course)) as workspace:
            if begin.legacy is not None:
                workspace.begin_with(course.states(exercise)[begin.legacy])
                values.put_in(begin.legacy, workspace.database)
            else:
                _upgrade(exercise, submission, workspace, values, known)
            workspace.database.read()
            return dict(workspace.database.handover())
    except (UnreadableDatabase, RefusedRow) as error:
        raise _broken(exercise, str(error)) from error


def _upgrade(
    exercise: Exercise, submission: Submission, workspace: Workspace, values: Values, known: States
) -> None:
    """Run the given revisions up to the one where *exercise* begins; put rows in on the way."""
    target = exercise.definition.begin.revision or ""
    listed = list_revisions(workspace)
    if listed.failure:
        raise _broken(exercise, _words(listed.failure))
    needed = History.of_files(submission.revision_files).upto(target)
    if target not in listed.order:
        raise _broken(exercise, f"it has no revision {target!r}")
    for revision in (revision for revision in listed.order if revision in needed):
        outcome = workspace.run("alembic", "upgrade", revision)
        if outcome.trouble:
            raise _broken(exercise, _words(outcome))
        schema = workspace.database.read().schema
        for name in values.waiting:
            if known.is_state(name, schema):
                values.put_in(name, workspace.database)


def _words(outcome: Outcome) -> str:
    trouble = outcome.trouble
    return f"{trouble.kind}: {trouble.message}" if trouble else "no reason given"


def _broken(exercise: Exercise, why: str) -> StillroomError:
    return StillroomError(
        f"{exercise.folder / 'exercise.toml'}: begin: the start does not get there: {clean(why, 200)}"
    )
