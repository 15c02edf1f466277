"""What the revisions before a learner's own work do, one by one, known from an earlier grading.

Nearly all submissions of a class, and all checks of one project, have the same revisions up to where
their exercise begins. What each of these makes of an empty database is found out once: they are run by
themselves, in a bare starter, with nothing else of any submission beside them. So what is known
depends on their content alone, byte for byte, and no submission can change it for another.

Whose way it was does not count either: it is gone only up to the first state at which something is
to be done, as it would be one by one.

With that, a submission need not run them one at a time: one command runs them all, with everything
that lies beside them. Where the database is then what is known, it was so after each of them too.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from stillroom.course.base import bare_files
from stillroom.course.exercise import Exercise
from stillroom.databases.base import State
from stillroom.errors import UnreadableDatabase
from stillroom.grading.revision_list import RevisionList
from stillroom.grading.workspace import Workspace
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission
from stillroom.submission.revisions import History

MOST_WAYS = 24
"""Ways that are kept for each runner: those that were used last."""


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
        return bool(self.stages) and listed.order[: len(self.stages)] == self.revisions


@dataclass
class _Way:
    """A way that a submission went."""

    exercise: Exercise
    files: dict[str, bytes]
    """The files of its revisions: path to content."""
    revisions: tuple[str, ...]
    known: KnownWay | None = None
    """None until it is needed for the first time."""


@dataclass
class KnownWays:
    """The ways that submissions went on one runner."""

    _ways: list[_Way] = field(default_factory=list)
    """The one that was used last stands at the end."""

    def of(
        self,
        submission: Submission,
        exercise: Exercise,
        runner: Runner,
        packages: Sequence[str] | None,
    ) -> KnownWay:
        """Return what is known of the way to where *exercise* begins, if another submission has gone it.

        What the second one needs is run now. Raises as a workspace does.
        """
        own = submission.revision_files.items()
        for way in self._ways:
            if way.exercise is exercise and way.files.items() <= own:
                self._ways.remove(way)
                self._ways.append(way)
                way.known = way.known or _gone(way, runner, packages)
                return way.known
        return KnownWay()

    def note(self, submission: Submission, exercise: Exercise, revisions: Sequence[str]) -> None:
        """Note that *submission* went over *revisions*, one at a time, to where *exercise* begins.

        A single one is run by one command anyway.
        """
        if len(revisions) < 2:
            return
        history = History.of_files(submission.revision_files)
        found = [history.of(revision) for revision in revisions]
        files = {
            each.path: submission.revision_files[each.path] for each in found if each is not None
        }
        is_noted = any(way.exercise is exercise and way.files == files for way in self._ways)
        if len(files) == len(revisions) and not is_noted:
            self._ways = [*self._ways, _Way(exercise, files, tuple(revisions))][-MOST_WAYS:]


_BY_RUNNER: WeakKeyDictionary[Runner, KnownWays] = WeakKeyDictionary()


def known_ways(runner: Runner) -> KnownWays:
    """Return the ways that are known on *runner*; they are forgotten with it."""
    return _BY_RUNNER.setdefault(runner, KnownWays())


def _gone(way: _Way, runner: Runner, packages: Sequence[str] | None) -> KnownWay:
    """Run the revisions of *way* alone, up to where one fails, or where the history has two branches."""
    stages: list[tuple[str, State]] = []
    alone = Submission("", {**bare_files(), **way.files}, {})
    with Workspace(alone, runner, packages=packages) as workspace, suppress(UnreadableDatabase):
        for revision in way.revisions:
            outcome = workspace.run("alembic", "upgrade", revision)
            state = workspace.database.read()
            if outcome.trouble or state.versions != (revision,):
                break
            stages.append((revision, state))
    return KnownWay(tuple(stages) if len(stages) > 1 else ())
