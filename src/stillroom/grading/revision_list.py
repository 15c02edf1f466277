"""The learner's revisions as Alembic lists them: their order, and their heads."""

from collections.abc import Sequence
from dataclasses import dataclass

from stillroom.grading.workspace import Workspace
from stillroom.sandbox.outcome import Outcome, ReportedError
from stillroom.submission.revisions import RESERVED_IDS

MOST_REVISIONS = 250
"""Revisions of one submission: each is run by a command of its own, several times."""
TOO_MANY = "TooManyRevisions"
"""The kind of the error of a longer history, which is the grader's own."""


@dataclass(frozen=True)
class RevisionList:
    """All revisions in the order in which an upgrade runs them; or how loading them failed."""

    order: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    failure: Outcome | None = None

    def ahead_of(self, versions: Sequence[str]) -> tuple[str, ...]:
        """Return the revisions that a database at *versions* has not passed."""
        positions = [self.order.index(version) for version in versions if version in self.order]
        return self.order[max(positions) + 1 :] if positions else self.order


def list_revisions(workspace: Workspace) -> RevisionList:
    """Let Alembic list the revisions of the submission; no revision is run."""
    outcome = workspace.run("revisions")
    order, heads = outcome.answer.get("order"), outcome.answer.get("heads")
    if outcome.trouble or not isinstance(order, list) or not isinstance(heads, list):
        error = outcome.trouble or ReportedError("ProcessExit", "no list of revisions")
        return RevisionList(failure=Outcome(error, {}, outcome.warnings))
    if len(order) > MOST_REVISIONS:
        return too_many(f"{len(order)} revisions; at most {MOST_REVISIONS} are graded")
    return _checked(
        tuple(str(revision) for revision in order),
        tuple(str(revision) for revision in heads),
        outcome.warnings,
    )


def too_many(words: str) -> RevisionList:
    """Return no revisions, because the history has as many as *words* say."""
    return RevisionList(failure=Outcome(ReportedError(TOO_MANY, words), {}))


def _checked(
    order: tuple[str, ...], heads: tuple[str, ...], warnings: tuple[str, ...]
) -> RevisionList:
    """Alembic loads a revision that calls itself ``head`` or ``base``, and then does nothing."""
    reserved = next((revision for revision in order if revision in RESERVED_IDS), None)
    failure = None
    if reserved is not None:
        text = f"{reserved!r} is not allowed in revision identifiers"
        failure = Outcome(ReportedError("RevisionError", text), {}, warnings)
    return RevisionList(order, heads, failure)
