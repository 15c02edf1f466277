"""Turns what the grader met into named findings: the first one is what to mend first."""

from collections.abc import Callable
from dataclasses import replace

from stillroom.diagnosis import advice
from stillroom.diagnosis.context import Context, Problem, ProblemKind, finding
from stillroom.diagnosis.downgrade import step_back, undone_too_little
from stillroom.diagnosis.earlier import earlier_cause
from stillroom.diagnosis.errors.explain import explain
from stillroom.diagnosis.heads import several_heads
from stillroom.diagnosis.models import models
from stillroom.diagnosis.named_rows import with_named_rows
from stillroom.diagnosis.no_revision import no_revision
from stillroom.diagnosis.revision_graph import (
    duplicate_revision,
    given,
    record,
    reserved_id,
    version,
)
from stillroom.diagnosis.rows import rows
from stillroom.diagnosis.scrub import without_places, without_places_in
from stillroom.diagnosis.upgrade import made_on_loading, state
from stillroom.diagnosis.values import probe, values
from stillroom.results.finding import Finding
from stillroom.submission.source_tree import WorkSpent

ON_EMPTY = "One at a time, the revisions work. All at once on an empty database, as on a new machine, they do not."
ON_EMPTY_BACK = (
    "With rows in the tables it works. On an empty database, as on a new machine, it does not."
)
_NOTHING_THERE = ("column-unknown-in-batch", "no-such-column", "code-error")
"""What may come of it that nothing is there; of a table that is not, the finding itself says so."""
BASELINE = "The grader runs the first revision on an empty database, as on a new machine."


def diagnose(problem: Problem, context: Context) -> list[Finding]:
    """Return the findings that explain *problem*; never none.

    Where the learner's files take too much work to search, the findings name no lines.
    """
    return _within_limits(lambda context: _diagnosed(problem, context), context)


def advise(context: Context, *, passed: bool) -> list[Finding]:
    """Return the advice on a submission; what may break later is said when it has *passed*."""
    return _within_limits(lambda context: advice.advise(context, passed=passed), context)


def _within_limits(findings: Callable[[Context], list[Finding]], context: Context) -> list[Finding]:
    """The findings on the learner's files; on none of them, where all would be too much work."""
    try:
        return findings(context)
    except WorkSpent:
        context.submission.sources.give_up()
        return findings(replace(context))


def _diagnosed(problem: Problem, context: Context) -> list[Finding]:
    if reserved := reserved_id(context):
        return [reserved]
    if problem.trouble:
        problem = replace(problem, trouble=without_places_in(problem.trouble))
        found = [
            undone_too_little(problem, context)
            or earlier_cause(problem, context)
            or explain(problem, context)
        ]
    else:
        found = _BY_KIND[problem.kind](problem, context)
    found = with_named_rows(found, problem, context)
    if problem.on_empty:
        return [_on_empty(found[0], problem), *found[1:]]
    if problem.step.action == "stamp" and problem.trouble and found[0].code in _NOTHING_THERE:
        first = found[0].model_copy(update={"hint": f"{BASELINE} {found[0].hint}"})
        return [first, *found[1:]]
    return found


def _on_empty(first: Finding, problem: Problem) -> Finding:
    """Return *first* with what it takes to see the problem: a learner's own database has rows."""
    where = ON_EMPTY_BACK if problem.function == "downgrade" else ON_EMPTY
    return first.model_copy(update={"hint": f"{where} {first.hint}"})


def _state(problem: Problem, context: Context) -> list[Finding]:
    if twins := duplicate_revision(context):
        return [twins]
    back = problem.function == "downgrade"
    return step_back(problem, context) if back else state(problem, context)


def _unreadable(problem: Problem, context: Context) -> list[Finding]:
    message = (
        f"The database cannot be read after the revisions ran: {without_places(problem.detail)}."
    )
    hint = "A revision changes the database through Alembic only, and leaves its file alone."
    return [finding("database-unreadable", message, hint, _running_line(problem, context))]


def _beyond_limit(problem: Problem, context: Context) -> list[Finding]:
    message = f"The database has {problem.detail}; the grader reads no more than that."
    hint = "Read the task again: it needs far less. Does a revision make the same again and again?"
    return [finding("limit-reached", message, hint, _running_line(problem, context))]


def _running_line(problem: Problem, context: Context) -> tuple[str, int] | None:
    return context.function_line(context.running(problem), problem.function)


_BY_KIND: dict[ProblemKind, Callable[[Problem, Context], list[Finding]]] = {
    "no-revision": no_revision,
    "state": _state,
    "heads": several_heads,
    "version": version,
    "rows": rows,
    "models": models,
    "values": values,
    "probe": probe,
    "record": record,
    "given": given,
    "made-on-loading": made_on_loading,
    "unreadable": _unreadable,
    "beyond-limit": _beyond_limit,
}
