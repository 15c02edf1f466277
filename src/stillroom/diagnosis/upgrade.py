"""What went wrong on the way up: nothing there, nothing done, a state that is not reached."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise

from stillroom.databases.base import State
from stillroom.diagnosis.causes import causes
from stillroom.diagnosis.context import (
    EMPTY_AT_LAST,
    HIDDEN,
    MODELS,
    Context,
    Problem,
    fact,
    finding,
)
from stillroom.diagnosis.practices import BEHIND_HISTORY, BEHIND_NOTHING, behind
from stillroom.diagnosis.wording import Words, describe, in_quotes
from stillroom.results.record import Finding
from stillroom.schema.compare import Difference, compare
from stillroom.schema.model import Schema
from stillroom.submission.line_search import line_matching, line_outside_functions
from stillroom.submission.revisions import RevisionFile
from stillroom.util.text import listed

_TEMPORARY = r"CREATE\s+TEMP(ORARY)?\s+TABLE|prefixes=\[.TEMP"
_STAYS = "What an older revision made stays. Which operation here takes it away?"
_NEW_REVISION = "A model changes no database. Write a new revision for what is new in the model."


def no_revision(problem: Problem, context: Context) -> list[Finding]:
    """The history ends before the exercise does."""
    declared = context.declared.schema if context.declared else Schema()
    if misplaced := _misplaced(context):
        return [misplaced]
    if not context.revision_order:
        return [_nothing(declared, context)]
    if compare(problem.found.schema, declared) and declared.tables:
        return [_not_built(problem, declared, context)]
    state = context.states.words(problem.found.schema)
    message = f"After the newest revision the database is at {state}, and no revision leads on from there."
    hint = "Which command writes the next revision? The older ones stay as they are."
    place = context.function_line(context.newest, "upgrade")
    return [finding("revision-missing", message, hint, place)]


def _nothing(declared: Schema, context: Context) -> Finding:
    if not declared.tables:
        message = "There is no revision and no model yet: nothing has been done."
        return finding("nothing-done", message, "Begin with the first row of the exercise's table.")
    tables = listed(list(declared.tables))
    message = f"{MODELS} declares {tables}, but migrations/versions/ holds no revision."
    hint = "A model changes no database. Write a revision, and let its upgrade() create the table."
    return finding("model-without-revision", message, hint, context.model_line(*declared.tables))


def _misplaced(context: Context) -> Finding | None:
    """A revision in a file that Alembic does not look at."""
    revision_files = context.submission.revision_files
    for path in sorted(context.submission.files.keys() - revision_files.keys()):
        file = RevisionFile(context.source(path))
        if file.revision and "down_revision" in file.assigned:
            message = f"{path} is a revision, but Alembic does not look for revisions there."
            hint = "A revision is a file of its own, directly in migrations/versions/. Only __init__.py is not read."
            place = path, file.line_of("revision")
            return finding("revision-misplaced", message, hint, place)
    return None


def _not_built(problem: Problem, declared: Schema, context: Context) -> Finding:
    state = context.states.words(problem.found.schema)
    message = (
        f"{MODELS} declares {context.states.words(declared)}, but the newest revision leaves the database "
        f"at {state}: no revision builds the rest."
    )
    place = context.model_line(*_new_columns(problem.found.schema, declared))
    return finding("model-without-revision", message, _NEW_REVISION, place)


def _new_columns(built: Schema, declared: Schema) -> list[str]:
    """The columns that are declared and not there."""

    def columns(schema: Schema) -> list[tuple[str, str]]:
        tables: Mapping[str, object] = schema.tables
        return [(name, column) for name in tables for column in schema.tables[name].column_names]

    known = set(columns(built))
    return [column for name, column in columns(declared) if (name, column) not in known]


def state(problem: Problem, context: Context) -> list[Finding]:
    """The database is not at the state that the row promises."""
    if not context.revision_order:
        return no_revision(problem, context)
    for special in _SPECIAL:
        if explained := special(problem, context):
            return [explained]
    expected, head = context.states[problem.step.state], problem.found
    if problem.step.action == "revision":
        problem = replace(problem, found=_nearest(expected, problem, context))
    schema = problem.found.schema
    arrivals = context.arrivals(expected)

    def locate(words: Words, difference: Difference) -> tuple[str, int] | None:
        loose = (
            line_outside_functions(context.history, filter(None, words))
            if _only_looks(problem)
            else None
        )
        revision = arrivals.get(fact(difference)) or problem.revision
        within = context.line_within(revision, words) if revision else None
        return loose or within or context.revision_line(words)

    all_described = describe(
        expected, schema, context.states, locate, copy=context.copy_line("upgrade")
    )
    findings = [in_quotes(described.finding, context) for described in all_described]
    first = _taken_away(findings[0], all_described[0].difference, problem, context)
    hint = f"{first.hint}{context.agreement(head.schema, context.exercise.steps[-1].state)}"
    return [first.model_copy(update={"hint": hint}), *findings[1:]]


def _nearest(expected: Schema, problem: Problem, context: Context) -> State:
    """The state on the way that comes nearest to *expected*: a later revision goes on from there."""
    nearest, hints, exact = problem.found, context.states.backend.hints, context.states.exact
    for _, state in reversed(context.timeline):
        left = len(causes(expected, state.schema, hints, exact))
        if state.schema.tables and left < len(causes(expected, nearest.schema, hints, exact)):
            nearest = state
    return nearest


def _only_looks(problem: Problem) -> bool:
    """Tell whether the row runs no revision: only code outside of the functions ran."""
    return problem.step.action in ("edit", "look", "rest")


def _never_met(problem: Problem, context: Context) -> Finding | None:
    """A state that the history skips: an applied revision was edited, or two were made one."""
    if problem.step.action != "revision":
        return None
    later = [step.state for step in context.exercise.steps if step.state != problem.step.state]
    for revision, state in context.timeline:
        name = next((name for name in later if context.states.is_state(name, state.schema)), None)
        if name is None:
            continue
        without = f"without passing {problem.step.state}"
        older = context.revision_order[: context.revision_order.index(revision)]
        idle = next(
            (revision_id for revision_id in context.idle_revisions() if revision_id in older), None
        )
        if practice := behind(context, [revision], BEHIND_HISTORY):
            return practice.finding(f"The history reaches {name} {without}. ")
        place = context.function_line(revision, "upgrade")
        if len(context.revision_order) == 1:
            message = (
                f"Revision {revision} alone builds {name}; the state {problem.step.state} is never met. "
                "A revision that was applied must not be edited, nor two made one."
            )
            hint = "Give the first revision back what it was, and put what is new into a revision of its own."
        else:
            message = f"The history reaches {name} at revision {revision} {without}."
            hint = "A revision that was applied is never edited. What is new belongs into a later revision."
        if idle:
            message += f" Revision {idle} before it changes nothing."
            place = context.function_line(idle, "upgrade")
        return finding("applied-revision-edited", message, hint, place)
    return None


def _at_a_milestone(context: Context) -> bool:
    """Tell whether the newest state is one that the exercise names: the rest is missing."""
    newest = context.timeline[-1][1].schema if context.timeline else Schema()
    return any(context.states.is_state(name, newest) for name in context.states.schemas)


def _empty_upgrade(problem: Problem, context: Context) -> Finding | None:
    """The newest revision does nothing, and the database stopped where it was."""
    files = [context.history.of(revision) for revision in reversed(context.revision_order)]
    file = next((file for file in files if file and file.is_empty("upgrade")), None)
    if file is None or not _at_a_milestone(context):
        return None
    state = context.states.words(problem.found.schema)
    says = "is empty" if not file.is_defined_twice("upgrade") else EMPTY_AT_LAST
    message = (
        f"upgrade() of revision {file.revision} {says}: after it the database is still at {state}."
    )
    hint = (
        "A fresh revision does nothing. Put the operation that this step asks for into upgrade()."
    )
    return finding("upgrade-empty", message, hint, (file.path, file.line_of_function("upgrade")))


def _idle_upgrade(problem: Problem, context: Context) -> Finding | None:
    """The newest revision that has code and changes nothing."""
    idle = list(reversed(context.idle_revisions()))
    file = next(filter(None, map(context.history.of, idle)), None)
    if file is None or not _at_a_milestone(context):
        return None
    state = context.states.words(problem.found.schema)
    why, line = file.why_it_never_runs("upgrade") or ("", file.line_of_function("upgrade"))
    so = f"{why}, so it changes nothing" if why else "changes nothing"
    message = (
        f"upgrade() of revision {file.revision} {so}: after it the database is still at {state}."
    )
    if practice := behind(context, idle, BEHIND_NOTHING):
        return practice.finding(f"{message} ")
    hint = "It has code, but the database is as it was. Which line should change it, and does that line run?"
    if not why and (caught := file.line_hiding_errors("upgrade")):
        hint, line = HIDDEN, caught
    return finding("upgrade-does-nothing", message, hint, (file.path, line))


def _temporary(problem: Problem, context: Context) -> Finding | None:
    """A temporary table is gone when its connection ends, so that nobody can see it."""
    temporary = line_matching(context.history, _TEMPORARY, "upgrade")
    missing = set(context.states[problem.step.state].tables) - set(problem.found.schema.tables)
    if not temporary or not missing:
        return None
    file, line = temporary
    message = (
        f"Revision {file.revision} creates a temporary table, which is gone when Alembic is done."
    )
    return finding("table-temporary", message, "Create an ordinary table.", (file.path, line))


def _step_not_built(problem: Problem, context: Context) -> Finding | None:
    """Every revision did its work, and one is missing that builds what the models declare."""
    declared = context.declared.schema if context.declared else Schema()
    *older, before, newest = (Schema(), Schema(), *(state.schema for _, state in context.timeline))
    ahead = context.states.is_state(problem.step.state, declared)
    passed = any(
        context.states.is_state(problem.step.state, schema) for schema in (*older, before, newest)
    )
    if not ahead or passed or not _at_a_milestone(context) or not _has_all(before, newest):
        return None
    return _misplaced(context) or _not_built(problem, declared, context)


_SPECIAL: tuple[Callable[[Problem, Context], Finding | None], ...] = (
    _never_met,
    _temporary,
    _empty_upgrade,
    _idle_upgrade,
    _step_not_built,
)


def _taken_away(
    finding: Finding, difference: Difference, problem: Problem, context: Context
) -> Finding:
    """Say which revision took away what is missing, where it was there before."""
    if difference.kind not in ("table-missing", "column-missing"):
        return finding
    column = f".{difference.name}" if difference.name else ""
    part = f"{difference.table}{column}"
    steps = [("", Schema()), *((name, state.schema) for name, state in context.timeline)]
    if part not in _parts(context.states[problem.step.state]) - _parts(problem.found.schema):
        return finding
    for (_, older), (revision, newer) in reversed(list(pairwise(steps))):
        if part in _parts(older) - _parts(newer):
            message = f"{finding.message} Revision {revision} took it away."
            return finding.model_copy(update={"message": message, "hint": _STAYS})
    return finding


def _parts(schema: Schema) -> set[str]:
    """The tables and columns of a schema, as messages name them."""
    columns = {
        f"{name}.{column}" for name, table in schema.tables.items() for column in table.column_names
    }
    return {*schema.tables, *columns}


def _has_all(expected: Schema, found: Schema) -> bool:
    return all(
        name in found.tables and set(table.column_names) <= set(found.tables[name].column_names)
        for name, table in expected.tables.items()
    )
