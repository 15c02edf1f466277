"""Runs a learner's revisions on copies, to show what each of them does and how two schemas differ."""

import threading
from pathlib import Path

from stillroom.course.course import Course
from stillroom.project.schema_at import explore
from stillroom.project.snapshot import Snapshot
from stillroom.project.trace import trace
from stillroom.sandbox.runner import Runner
from stillroom.web.views.revisions import ExploreView, StageView, explore_view, trace_view


class Inspector:
    """Runs revisions on copies of a project, for one request at a time."""

    def __init__(self, project: Path, course: Course, runner: Runner) -> None:
        """*runner* is used here alone."""
        self.project, self.course, self.runner = project, course, runner
        self._turn = threading.Lock()  # a runner does one thing at a time

    def trace(self) -> tuple[StageView, ...]:
        """Return what each revision does, first upgraded and then downgraded."""
        with self._turn:
            return trace_view(trace(self.project, self.course, self.runner, back=True))

    def explore(self, left: str, right: str, snapshot: Snapshot) -> ExploreView:
        """Compare the schema at two places of the history, of which *snapshot* knows the revisions.

        Without names these are ``base`` and the learner's own database. Raises StillroomError for
        a name that is no place.
        """
        names = [left or "base", right or "database"]
        with self._turn:
            return explore_view(explore(self.project, names, self.course, self.runner), snapshot)
