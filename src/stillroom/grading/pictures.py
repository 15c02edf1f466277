"""The schema before and after, as a result shows it: around the row that failed, or over all rows."""

from typing import TypedDict

from stillroom.diagnosis.context import Problem
from stillroom.grading.replay import Replay
from stillroom.results.schema_at import SchemaAt

_NOT_READ = ("unreadable", "beyond-limit", "models-load")
"""Problems that leave nothing to look at."""


class Pictures(TypedDict):
    """Members of a result; None where there is nothing to show."""

    before: SchemaAt | None
    after: SchemaAt | None


def pictures(replay: Replay, problem: Problem | None) -> Pictures:
    """Return what is to be shown of the schemas that *replay* met on the way to *problem*."""
    first = replay.exercise.steps[0]
    if problem is None:
        return Pictures(
            before=SchemaAt.of("where the exercise begins", replay.began.schema),
            after=SchemaAt.of("behind the last step", replay.state.schema),
        )
    number = problem.step.step
    words = "what the models declare" if problem.kind == "models" else f"after step {number}"
    was_laid = problem.step is not first or replay.exercise.definition.begin.revision is None
    return Pictures(
        before=SchemaAt.of(f"before step {number}", replay.before.schema) if was_laid else None,
        after=None if problem.kind in _NOT_READ else SchemaAt.of(words, problem.found.schema),
    )
