"""Turns what the grader met into named findings: the first one is what to mend first."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace

from stillroom.databases.row_changes import RowChange
from stillroom.diagnosis import advice
from stillroom.diagnosis.context import Context, Problem, ProblemKind, finding
from stillroom.diagnosis.downgrade import step_back
from stillroom.diagnosis.errors.explain import explain
from stillroom.diagnosis.models import models
from stillroom.diagnosis.practices import BEHIND_RECORD, behind
from stillroom.diagnosis.revision_graph import duplicate_revision, given, record, reserved_id
from stillroom.diagnosis.scrub import without_places, without_places_in
from stillroom.diagnosis.upgrade import no_revision, state
from stillroom.diagnosis.values import probe, values
from stillroom.results.record import Finding
from stillroom.submission.revisions import NOT_A_LITERAL
from stillroom.submission.source_tree import WorkSpent
from stillroom.util.text import clean, counted, excerpts, listed

__all__ = ["Context", "Problem", "advise", "diagnose"]


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
        return [explain(replace(problem, trouble=without_places_in(problem.trouble)), context)]
    return _BY_KIND[problem.kind](problem, context)


def _state(problem: Problem, context: Context) -> list[Finding]:
    back = problem.function == "downgrade"
    return step_back(problem, context) if back else state(problem, context)


def _heads(problem: Problem, context: Context) -> list[Finding]:
    if twins := duplicate_revision(context):
        return [twins]
    heads = problem.heads
    files = [file for file in context.history if file.revision in heads]
    parents = [
        file.parents for file in files if file.value_of("down_revision") is not NOT_A_LITERAL
    ]
    how = ""
    if len(parents) == len(heads) and len(set(parents)) == 1:
        (shared,) = set(parents)
        all_ = "Both" if len(heads) == 2 else "All"
        how = f" {all_} {f'follow {listed(shared)}' if shared else 'follow no revision'}."
    elif first := [file for file in files if file.value_of("down_revision") in (None, (), [])]:
        verb = "follows" if len(first) == 1 else "follow"
        how = f" {listed([file.revision or '' for file in first])} {verb} no revision."
    message = (
        f"The history has {len(heads)} heads: {listed(heads)}.{how} upgrade head needs exactly one."
    )
    hint = "Let one of them follow the other: change its down_revision. Revisions that others have applied are merged instead."
    newest = max(files, key=lambda file: file.path, default=None)
    place = (newest.path, newest.line_of("down_revision")) if newest else None
    return [finding("two-heads", message, hint, place)]


def _version(problem: Problem, context: Context) -> list[Finding]:
    subject = f"revision {problem.revision}" if problem.revision else problem.step.command
    message = f"Alembic's own record did not move with {subject}: alembic_version holds {listed(list(problem.found.versions))}."
    revision = context.running(problem)
    if practice := behind(context, [revision], BEHIND_RECORD):
        return [practice.finding(f"{message} ")]
    hint = "Revisions leave the table alembic_version alone, and do not commit on their own."
    place = context.function_line(revision, problem.function)
    return [finding("version-not-recorded", message, hint, place)]


_ROWS = {
    "lost": (r"DELETE|drop_table|DROP\s+TABLE|drop_all|INSERT",
             "Keep the rows that are there. DELETE, DROP TABLE and a copy with a condition lose some."),
    "added": (r"INSERT|bulk_insert|\.add\(", "A revision of the schema leaves the rows as they are."),
    "changed": (r"UPDATE|INSERT",
                "Values of old columns stay as they are. Look for UPDATE, and for the order of columns in INSERT ... SELECT."),
    "renumbered": (r"INSERT|UPDATE", "When rows are copied, their key is copied with them."),
}  # fmt: skip


def _rows(problem: Problem, context: Context) -> list[Finding]:
    change = problem.rows[0]
    pattern, hint = _ROWS[change.kind]
    place = context.line_matching(pattern, context.running(problem), problem.function)
    table, rows = change.table, counted(change.count, "row")
    were, are = ("was", "is") if change.count == 1 else ("were", "are")
    before, after = _both(change)
    says = {
        "lost": f"{rows} of {table} {were} in the database before {problem.step.command} and {are} gone now.",
        "added": f"{rows} of {table} came from the revision: the task adds none.",
        "changed": f"The rows of {table} were changed: {table}.{change.column} was {before}, and is {after} now.",
        "renumbered": f"The rows of {table} got other keys: {table}.{change.column} was {before}, and is {after} now.",
    }[change.kind]  # fmt: skip
    return [finding(f"rows-{change.kind}", says, hint, place)]


def _both(change: RowChange) -> tuple[str, str]:
    """The two values of a row, with the difference in sight."""
    before, after = repr(change.before), repr(change.after)
    if unicodedata.normalize("NFKC", before) == unicodedata.normalize("NFKC", after):
        before, after = ascii(change.before), ascii(change.after)
    return excerpts(clean(before), clean(after))


def _unreadable(problem: Problem, context: Context) -> list[Finding]:
    message = (
        f"The database cannot be read after the revisions ran: {without_places(problem.detail)}."
    )
    hint = "A revision changes the database through Alembic only, and leaves its file alone."
    return [finding("database-unreadable", message, hint, context.revision_line([]))]


_BY_KIND: dict[ProblemKind, Callable[[Problem, Context], list[Finding]]] = {
    "no-revision": no_revision,
    "state": _state,
    "heads": _heads,
    "version": _version,
    "rows": _rows,
    "models": models,
    "values": values,
    "probe": probe,
    "record": record,
    "given": given,
    "unreadable": _unreadable,
}
