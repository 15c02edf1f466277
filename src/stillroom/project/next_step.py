"""The one next thing: what to do now, of all that could be done."""

from collections.abc import Collection, Sequence

from stillroom.course.course import Course, Exercise
from stillroom.project.lesson_progress import Met, frontier
from stillroom.project.snapshot import Revision, Snapshot
from stillroom.results.record import Result

UPGRADE = "Run: alembic upgrade head"


def next_thing(
    snapshot: Snapshot,
    table: Sequence[Met],
    course: Course,
    result: Result | None,
    good: Collection[str],
) -> str:
    """Return one sentence; *good* are the fingerprints of the revisions that have passed a check."""
    if trouble := _trouble(snapshot):
        return trouble
    if result is None:
        return "Wait: the first check is under way."
    if result.verdict == "error":
        return result.findings[0].hint
    left = pending(snapshot)
    if left and snapshot.schema is not None and all(one.digest in good for one in left):
        return f"{UPGRADE}."
    if result.verdict == "failed":
        return _first(table, result)
    return _after(course.find(result.exercise), course, table)


def _trouble(snapshot: Snapshot) -> str | None:
    if snapshot.submission is None:
        return "Bring the project back, or stop watching with q."
    broken = next((one for one in snapshot.revisions if one.trouble), None)
    if broken is not None:
        return f"Mend {broken.path}: {broken.trouble}."
    if snapshot.unknown:
        return (
            f"Bring back the revision {snapshot.unknown[0]}. Or begin with an empty database: "
            f"delete {snapshot.database}, then run: alembic upgrade head"
        )
    return None


def _first(table: Sequence[Met], result: Result) -> str:
    """The row of the lesson, where it is to write a revision; else the hint of the first finding."""
    at = frontier(table)
    row = table[at].row if at is not None else None
    if row is not None and row.exercise == result.exercise and row.action == "revision":
        return f"Step {row.step}: {row.command}"
    return result.mistakes[0].hint if result.mistakes else "Mend the first finding."


def pending(snapshot: Snapshot) -> list[Revision]:
    """Return the revisions that the database has not passed."""
    applied = snapshot.applied()
    return [one for one in snapshot.chain if one.id not in applied]


def _after(exercise: Exercise, course: Course, table: Sequence[Met]) -> str:
    """What is left when *exercise* has passed: to see it happen, and then the next one."""
    at = frontier(table)
    if at is not None:
        row = table[at].row
        if row.exercise == exercise.id and row.action in ("upgrade", "downgrade"):
            return f"{exercise.id} is passed. See it happen in your database: {row.command}"
    following = course.after(exercise)
    if following is None:
        return f"{exercise.id} is passed. That was the last one: the course is done."
    return f"{exercise.id} is passed. Go on with {following.id}: {following.definition.goal}"
