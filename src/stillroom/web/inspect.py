"""Looking closely at a learner's revisions: each one traced, and two places of the history compared."""

import threading
from dataclasses import dataclass
from pathlib import Path

from stillroom.course.course import Course
from stillroom.diagrams.lines import changes
from stillroom.diagrams.schema import schema_svg
from stillroom.project.schema_at import SchemaAt, explore
from stillroom.project.snapshot import Snapshot
from stillroom.project.trace import Stage, trace
from stillroom.sandbox.runner import Runner


@dataclass(frozen=True)
class Explored:
    """Two places of the history, side by side, each with its picture."""

    left: str
    right: str
    places: list[tuple[str, str]]
    """Every place that there is: its name, and words."""
    shown: list[tuple[SchemaAt, str]]
    differences: list[str]


class Study:
    """Runs revisions on copies, one request at a time."""

    def __init__(self, project: Path, course: Course, runner: Runner) -> None:
        """*runner* is used here alone."""
        self.project, self.course, self.runner = project, course, runner
        self._turn = threading.Lock()  # a runner does one thing at a time

    def trace(self) -> list[tuple[Stage, str]]:
        """Return what each revision does, there and back, with the picture of what it made."""
        with self._turn:
            stages = trace(self.project, self.course, self.runner, back=True)
        return [(one, schema_svg(one.schema, changes(one.before, one.schema))) for one in stages]

    def explore(self, left: str, right: str, seen: Snapshot) -> Explored:
        """Compare two places; without names, where it all begins and the learner's own database.

        Raises StillroomError for a name that is no place.
        """
        left, right = left or "base", right or "database"
        with self._turn:
            found = explore(self.project, [left, right], self.course, self.runner)
        changed = changes(found[0].schema, found[1].schema)
        return Explored(
            left=found[0].name,
            right=found[1].name,
            places=_places(seen),
            shown=[(at, schema_svg(at.schema, changed)) for at in found],
            differences=sorted(changed),
        )


def _places(seen: Snapshot) -> list[tuple[str, str]]:
    revisions = [(one.id, f"{one.id} {one.message}".rstrip()) for one in seen.chain if one.id]
    return [
        ("base", "base: before the first revision"),
        *revisions,
        ("head", "head: after the last revision"),
        ("models", "models: what app/models.py declares"),
        ("database", "database: your own, as it is now"),
    ]
