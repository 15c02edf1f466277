"""Decides what a learner should do next in a project that is watched: one thing."""

from collections.abc import Collection, Sequence

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.project.advice import Advice, InText, NextStep, TableCommand, advice
from stillroom.project.begun import NOT_BEGUN
from stillroom.project.lesson_progress import FollowedStep, frontier
from stillroom.project.own_database import UPGRADE, Standing
from stillroom.project.snapshot import Revision, Snapshot
from stillroom.results.catalogue import CODE, section_of
from stillroom.results.finding import Finding
from stillroom.results.record import Result

LACKS_A_REVISION = ("nothing-done", "model-without-revision", "revision-missing")
"""The findings that a new revision mends: nothing that is there is wrong."""

_LEADS_ON = ("revision", "stamp")
"""The steps that come before a revision that is missing: to write it, or to mark what is there."""


def decide_next(
    snapshot: Snapshot,
    table: Sequence[FollowedStep],
    course: Course,
    result: Result | None,
    passed_digests: Collection[str],
    own: Standing | None = None,
) -> Advice:
    """Return what to do next.

    *passed_digests* are those of the revisions that have passed a check; *own* says where the
    learner's own database is, as soon as that is known.
    """
    if trouble := _trouble(snapshot, result):
        return trouble
    if snapshot.unknown and (own is None or own.step is None):
        return own.advice if own else advice(f"Bring back the revision {snapshot.unknown[0]}.")
    if result is None:
        return advice("Wait: your files are being checked.")
    if result.verdict == "error":
        return _hint(result.findings[0])
    if own is not None and own.step is not None and not _goes_back(table, result, own):
        return own.advice
    if snapshot.busy and own is not None and result.verdict == "passed":
        return own.advice
    left = pending(snapshot)
    if (
        own is None
        and left
        and snapshot.schema is not None
        and all(revision.digest in passed_digests for revision in left)
    ):
        return advice(InText("Run: "), UPGRADE, InText("."))
    if result.verdict == "failed":
        return _mend(table, result)
    return _after(course.find(result.exercise), course, table)


def _trouble(snapshot: Snapshot, result: Result | None) -> Advice | None:
    """What to do where the project cannot be read; a finding on the same file says more."""
    if snapshot.submission is None:
        return advice("Bring the project back: no file of it can be read.")
    broken = next((revision for revision in snapshot.revisions if revision.trouble), None)
    if broken is not None:
        mistake = result.mistakes[0] if result and result.mistakes else None
        if mistake and mistake.file == broken.path and section_of(mistake.code) == CODE:
            return _hint(mistake)
        return advice(f"Mend {broken.path}: {broken.trouble}.")
    return None


def _goes_back(table: Sequence[FollowedStep], result: Result, own: Standing) -> bool:
    """Tell whether the lesson leads further back, from where the database could be upgraded."""
    index = frontier(table)
    step = table[index].step if index is not None else None
    is_its = step is not None and step.is_of(result.exercise)
    return own.step == UPGRADE and is_its and step is not None and step.action == "downgrade"


def _hint(finding: Finding) -> Advice:
    return Advice((finding.hint,), mends=finding)


def _mend(table: Sequence[FollowedStep], result: Result) -> Advice:
    """The step of the lesson, where a new revision mends what was found; else the hint of the first finding."""
    if result.mistakes and result.mistakes[0].code == NOT_BEGUN:
        return advice(result.mistakes[0].message, InText(" Begin it: "), NextStep("next"))
    index = frontier(table)
    step = table[index].step if index is not None else None
    is_next = step is not None and step.is_of(result.exercise) and step.action in _LEADS_ON
    first = result.mistakes[0] if result.mistakes else None
    if step is not None and is_next and (first is None or first.code in LACKS_A_REVISION):
        return advice(InText(f"Step {step.step}: "), TableCommand(step.command, step.effect))
    return _hint(first) if first else advice("Mend the first finding.")


def pending(snapshot: Snapshot) -> list[Revision]:
    """Return the revisions that the database has not passed."""
    applied = snapshot.applied()
    return [revision for revision in snapshot.chain if revision.id not in applied]


def _after(exercise: Exercise, course: Course, table: Sequence[FollowedStep]) -> Advice:
    """What is left when *exercise* has passed: to see it happen, and then the next one."""
    index = frontier(table)
    if index is not None:
        step = table[index].step
        if step.is_of(exercise.id) and step.action == "downgrade":  # up, there is nowhere to go
            words = f"{exercise.id} is passed. See it happen in your database: "
            return advice(words, TableCommand(step.command, step.effect))
    following = course.after(exercise)
    if following is None:
        return advice(f"{exercise.id} is passed. That was the last one: the course is done.")
    words = f"{exercise.id} is passed."
    return advice(words, InText(f" Go on with {following.id}: "), NextStep("next"))
