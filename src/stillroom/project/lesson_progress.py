"""The steps of the lesson's table as a project has done them: which are done, and what came of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.steps import EMPTY
from stillroom.course.table import TableStep, sharing_with, steps_of
from stillroom.databases.expected import States
from stillroom.project.events import Event
from stillroom.project.snapshot import Revision, Snapshot, revisions, state_words

Status = Literal["", "earlier", "met", "differs"]
DONE = ("earlier", "met")


@dataclass(frozen=True)
class FollowedStep:
    """A step of the lesson, and whether it was done.

    ``earlier`` says that the project was already beyond it, ``met`` that it was seen to happen,
    and ``differs`` that it led to another state.
    """

    step: TableStep
    status: Status = ""
    state: str = ""
    """The state of the database after it, in words; empty as long as it was not done."""

    @property
    def done(self) -> bool:
        """Whether nothing is left to do in this step."""
        return self.status in DONE


@dataclass(frozen=True)
class Given:
    """The revisions that an exercise begins with."""

    revision: str | None = None
    """The one at which the database stands."""
    files: tuple[Revision, ...] = ()
    """All of them, as they were given; none where that is not known."""

    def own(self, chain: Sequence[Revision], *, mended: bool) -> list[Revision]:
        """Return those of *chain* that are the learner's own; with *mended*, given ones that differ.

        Where the files are not known, they are those behind the revision of the beginning.
        """
        digests, ids = ({each.digest for each in self.files}, {each.id for each in self.files})
        if self.files:
            return [
                revision
                for revision in chain
                if (revision.digest not in digests if mended else revision.id not in ids)
            ]
        names = [revision.id for revision in chain]
        begun = names.index(self.revision) + 1 if self.revision in names else 0
        return [] if mended and self.revision else list(chain[begun:])


def given_to(course: Course, exercise: Exercise | None) -> Given:
    """Return the revisions that the table of *exercise* begins with."""
    first = sharing_with(course, exercise)[0]
    return Given(first.definition.begin.revision, revisions(first.given_revision_files))


def begin(course: Course, exercise: Exercise | None = None) -> list[FollowedStep]:
    """Return the steps of the table that has *exercise*, or of the first one, none of them done."""
    return [FollowedStep(step) for step in steps_of(sharing_with(course, exercise))]


def remembered(table: Sequence[FollowedStep], numbers: Collection[int]) -> list[FollowedStep]:
    """Return the steps of *table*; those with these *numbers* were done, in a session before."""
    return [
        replace(followed, status="earlier", state=followed.step.state)
        if followed.step.step in numbers and not followed.done
        else followed
        for followed in table
    ]


def begin_again(
    table: Sequence[FollowedStep], course: Course, exercise: str | None
) -> list[FollowedStep]:
    """Return the steps of *table* when *exercise* was begun: none of it, or after it, is done yet."""
    earlier = course.ids[: course.ids.index(exercise)] if exercise in course.ids else []
    return [
        followed if _is_behind(followed, exercise, earlier) else FollowedStep(followed.step)
        for followed in table
    ]


def _is_behind(followed: FollowedStep, exercise: str | None, earlier: Sequence[str]) -> bool:
    """Tell whether a step belongs to what comes before *exercise*, which does not have it done again."""
    step = followed.step
    return step.exercise in earlier and not (exercise and step.is_of(exercise))


def fill(
    table: Sequence[FollowedStep], snapshot: Snapshot, states: States, given: Given | None = None
) -> list[FollowedStep]:
    """Return the steps of *table*, those done that *snapshot* shows to be done.

    *given* are the revisions that the first exercise of the table begins with.
    """
    given = given or Given()
    ranks = list(dict.fromkeys([EMPTY, *(followed.step.state for followed in table)]))
    state = state_words(snapshot, states)
    rank = ranks.index(state) if state in ranks else 0
    own = given.own(snapshot.chain, mended=not _has_new_revision(table))
    left = {"revision": len(own), "edit": _filled_in(own)}
    is_passed = True
    filled: list[FollowedStep] = []
    for followed in table:
        action = followed.step.action
        if action in ("look", "rest"):
            filled.append(_done_with(filled[-1] if filled else None, followed))
            continue
        if action in left:
            left[action] -= 1
            is_passed = is_passed and left[action] >= 0
        elif action == "merge":
            has_merge = any(len(revision.down) > 1 for revision in own)
            is_passed = is_passed and has_merge and len(snapshot.heads) == 1
        elif action == "stamp":
            is_passed = is_passed and bool(snapshot.versions)
        else:  # once the lesson goes back, the state no longer tells how far somebody is
            is_reached = ranks.index(followed.step.state) <= rank
            is_passed = is_passed and action == "upgrade" and is_reached
        if is_passed and not followed.done:
            followed = replace(followed, status="earlier", state=followed.step.state)
        filled.append(followed)
    return _with_first_looks(filled)


def _with_first_looks(table: list[FollowedStep]) -> list[FollowedStep]:
    """Steps that leave no trace, before all others, are done as soon as the first other one is."""
    first = next((i for i, each in enumerate(table) if each.step.action != "look"), len(table))
    if first == len(table) or not table[first].done:
        return table
    looks = [
        followed
        if followed.done
        else replace(followed, status="earlier", state=followed.step.state)
        for followed in table[:first]
    ]
    return [*looks, *table[first:]]


def _has_new_revision(table: Sequence[FollowedStep]) -> bool:
    """Tell whether a revision is written in the steps of *table*; else, a given one is mended."""
    return any(followed.step.action in ("revision", "merge") for followed in table)


def _done_with(before: FollowedStep | None, followed: FollowedStep) -> FollowedStep:
    """A step that leaves no trace: it is done as soon as the step before it is."""
    if before is None or not before.done or followed.done:
        return followed
    return replace(followed, status=before.status, state=followed.step.state)


def _filled_in(revisions: Sequence[Revision]) -> int:
    """How many of *revisions* are filled in, from the first one on."""
    for index, revision in enumerate(revisions):
        if revision.empty or revision.trouble:
            return index
    return len(revisions)


def enter(
    table: Sequence[FollowedStep], events: Sequence[Event], applied: set[str]
) -> tuple[list[FollowedStep], list[Event]]:
    """Return the steps of *table* after *events*, and the events with the step that each is.

    *applied* are the revisions that the database had passed before: to edit one of these is no
    step of the lesson.
    """
    entered, numbered = list(table), []
    for event in events:
        index = _index_of(event, entered, applied)
        if index is not None:
            event = replace(event, step=entered[index].step.step)
            for same in _fitting(event, entered[: index + 1]):
                entered[same] = replace(entered[same], status="met", state=event.state)
        elif event.kind in ("upgrade", "downgrade"):
            _note_difference(entered, event)
        if event.kind == "revision" and event.fills:  # written and filled in at once
            edited = _index_of(replace(event, kind="edit"), entered, applied)
            if edited is not None:
                entered[edited] = replace(entered[edited], status="met", state=event.state)
        numbered.append(event)
    return entered, numbered


def _index_of(event: Event, table: Sequence[FollowedStep], applied: set[str]) -> int | None:
    """The index of the step that *event* is: the first that is left, behind those that are done if
    there is one; else the last, done again."""
    if event.kind == "edit" and (event.revision in applied or not event.fills):
        return None
    fitting = _fitting(event, table)
    left = [index for index in fitting if not table[index].done and not _waits(table, index)]
    if left:
        at = frontier(table)
        return next((index for index in left if at is not None and index >= at), left[0])
    done = [index for index in fitting if table[index].done]
    return done[-1] if done and event.kind in ("upgrade", "downgrade") else None


def _fitting(event: Event, table: Sequence[FollowedStep]) -> list[int]:
    """The steps of *table* that *event* could be, by what is done in them and where it leads."""
    kinds = ("revision", "merge") if event.kind == "revision" else (event.kind,)
    return [
        index
        for index, followed in enumerate(table)
        if followed.step.action in kinds and followed.step.state == event.state
    ]


def _waits(table: Sequence[FollowedStep], index: int) -> bool:
    """Whether the lesson goes back before the step at *index*, and nobody has yet."""
    return any(
        followed.step.action == "downgrade" and not followed.done for followed in table[:index]
    )


def _note_difference(table: list[FollowedStep], event: Event) -> None:
    """Where the step to do next is what was done, note that it led to another state."""
    index = frontier(table)
    if index is not None and table[index].step.action == event.kind:
        table[index] = replace(table[index], status="differs", state=event.state)


def frontier(table: Sequence[FollowedStep]) -> int | None:
    """Return the index of the first step that is not done, behind the last one that is."""
    done = [index for index, followed in enumerate(table) if followed.done]
    index = done[-1] + 1 if done else 0
    return index if index < len(table) else None
