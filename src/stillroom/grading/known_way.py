"""What the revisions before a learner's own work do, one by one: found out once for all who have them.

Nearly all submissions of a class, and all checks of one project, have the same revisions up to where
their exercise begins. What each of these makes of an empty database is found out when they are met for
the first time: they are run by themselves, in a bare starter, with nothing else of any submission
beside them. So what is known depends on their content alone, byte for byte.

With that, no submission has to run them one at a time: one command runs them all, with everything
that lies beside them. Where the database is then what is known, it was so after each of them too.

A submission is graded in the same way whether it is the first one or comes later.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from stillroom.course.base import bare_files
from stillroom.course.exercise import Exercise
from stillroom.course.steps import Action
from stillroom.databases.base import State
from stillroom.errors import UnreadableDatabase
from stillroom.grading.revision_list import RevisionList
from stillroom.grading.workspace import Workspace
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission
from stillroom.submission.revisions import History, RevisionFile

MOST_WAYS = 24
"""Ways that are kept for each runner: those that were used last."""
BROUGHT_THERE: tuple[Action, ...] = ("revision", "edit", "merge", "look")
"""The kinds of steps before which the database is brought to where the exercise begins."""


@dataclass(frozen=True)
class KnownWay:
    """Revisions that run one after the other from nothing, each with the state that it leaves."""

    stages: tuple[tuple[str, State], ...] = ()

    @property
    def revisions(self) -> tuple[str, ...]:
        """The ids of the revisions."""
        return tuple(revision for revision, _ in self.stages)

    def up_to(self, is_end: Callable[[State], bool]) -> "KnownWay":
        """Return the way up to the first state that *is_end*; all of it, where none is."""
        end = next(
            (number for number, (_, state) in enumerate(self.stages, 1) if is_end(state)), None
        )
        return KnownWay(self.stages[:end])

    def leads(self, listed: RevisionList) -> bool:
        """Tell whether an upgrade of all revisions, as they are *listed*, begins with this way."""
        return len(self.stages) > 1 and listed.order[: len(self.stages)] == self.revisions


@dataclass
class KnownWays:
    """The ways to the beginnings of exercises that are known on one runner."""

    _known: dict[frozenset[tuple[str, bytes]], KnownWay] = field(default_factory=dict)
    """By the files of their revisions, path and content; the one that was used last stands at the end."""

    def of(
        self,
        submission: Submission,
        exercise: Exercise,
        runner: Runner,
        packages: Sequence[str] | None,
    ) -> KnownWay:
        """Return what is known of the way of *submission* to where *exercise* begins.

        It is gone now, where nobody has gone it before. Nothing is known of a way of one revision,
        which is run by one command anyway. Raises as a workspace does.
        """
        way = _way(submission, exercise)
        if len(way) < 2:
            return KnownWay()
        files = {file.path: submission.files[file.path] for file in way}
        key = frozenset(files.items())
        known = self._known.pop(key, None) or _gone(
            [str(file.revision) for file in way], files, runner, packages
        )
        self._known[key] = known
        while len(self._known) > MOST_WAYS:
            del self._known[next(iter(self._known))]
        return known


_BY_RUNNER: WeakKeyDictionary[Runner, KnownWays] = WeakKeyDictionary()


def known_ways(runner: Runner) -> KnownWays:
    """Return the ways that are known on *runner*; they are forgotten with it."""
    return _BY_RUNNER.setdefault(runner, KnownWays())


def _way(submission: Submission, exercise: Exercise) -> list[RevisionFile]:
    """The files of the revisions from the first one on to where *exercise* begins, or to a branch.

    There are none where *submission* does not have the revision that was given there, nor where
    the first step itself runs them.
    """
    begin = exercise.definition.begin.revision
    if exercise.steps[0].action not in BROUGHT_THERE:
        return []
    history = History(submission.sources[path] for path in submission.revision_files)
    before = history.upto(begin) if begin and history.of(begin) else set()
    files = [file for file in history if file.revision in before]
    way: list[RevisionFile] = []
    newest: tuple[str, ...] = ()
    while len(following := [file for file in files if file.parents == newest]) == 1:
        if following[0] in way:  # it names itself as its parent
            break
        way += following
        newest = (str(following[0].revision),)
    return way


def _gone(
    revisions: Sequence[str],
    files: dict[str, bytes],
    runner: Runner,
    packages: Sequence[str] | None,
) -> KnownWay:
    """Run *revisions*, of *files*, alone: up to where one fails, or leaves another version."""
    stages: list[tuple[str, State]] = []
    alone = Submission("", {**bare_files(), **files}, {})
    with Workspace(alone, runner, packages=packages) as workspace, suppress(UnreadableDatabase):
        for revision in revisions:
            outcome = workspace.run("alembic", "upgrade", revision)
            state = workspace.database.read()
            if outcome.trouble or state.versions != (revision,):
                break
            stages.append((revision, state))
    return KnownWay(tuple(stages))
