"""What went wrong on the way back: one step down must undo exactly one step up."""

from collections.abc import Sequence
from dataclasses import dataclass

from stillroom.diagnosis.causes import causes
from stillroom.diagnosis.context import (
    EMPTY_AT_LAST,
    HIDDEN,
    Context,
    Fact,
    Problem,
    fact,
    finding,
)
from stillroom.diagnosis.wording import Words, describe, opened, subject
from stillroom.results.finding import Finding
from stillroom.schema.compare import Difference, compare
from stillroom.schema.model import Schema
from stillroom.submission.dead_code import way_to_run
from stillroom.util.text import listed

_EXACTLY = (
    "downgrade() undoes exactly what upgrade() of the same revision did, no more and no less."
)
_RENAMED = "A column under another name is still a column. What takes it away?"
_LAST_LINE_UP = "downgrade() undoes what upgrade() of the same revision did. Read upgrade() from its last line up."


@dataclass(frozen=True)
class Undoing:
    """What one downgrade() did: of which revision, and the states before and after it."""

    revision: str | None
    before: Schema
    after: Schema


def step_back(problem: Problem, context: Context) -> list[Finding]:
    """The database is not at the state to which a downgrade should lead."""
    expected, found = context.states[problem.step.state], problem.found.schema
    undoing = _wrong_undoing(problem, context)
    undone, before = undoing.revision, undoing.before
    file = context.history.of(undone)
    is_empty = not problem.is_one_back and file is not None and file.is_empty("downgrade")
    if is_empty or not compare(before, undoing.after):
        return [_nothing_undone(problem, context, undone)]
    place, command = context.function_line(undone, "downgrade"), problem.step.command
    if problem.is_one_back and _between(context, found):
        message = (
            f"{command} ends at {context.states.words(found)}, between two states of the exercise: the step is split over "
            f"several revisions, and -1 undoes one revision only. Expected was {problem.step.state}."
        )
        hint = "The whole step belongs into one revision, so that going back one revision undoes the whole step."
        return [finding("downgrade-split", message, hint, place)]
    if not found.tables and expected.tables and not problem.to_base:
        return [_everything_undone(problem, context, before, undone)]
    if wrong := _wrong_column(problem, context, before, undone):
        return [wrong]
    return _differences(problem, context, before, undone)


def _wrong_undoing(problem: Problem, context: Context) -> Undoing:
    """The first downgrade() on the way back that left what is wrong now."""
    before = problem.before.schema if problem.before else Schema()
    wrong = _facts(context.states[problem.step.state], problem.found.schema, context)
    befores = context.befores
    undoings = []
    for revision, state in problem.way_back:
        undoings.append(Undoing(revision, before, state.schema))
        before = state.schema
    left = [
        (undoing, _facts(befores.get(undoing.revision or "", Schema()), undoing.after, context))
        for undoing in undoings
    ]
    wrongly = [number for number, (_, facts) in enumerate(left) if facts & wrong]
    if wrongly:
        return left[_origin(wrongly[0], [len(facts) for _, facts in left])][0]
    found = problem.found.schema
    if problem.revision and not undoings:  # the way back was over this revision alone
        return Undoing(problem.revision, before, found)
    if maker := _maker(problem, context):
        return Undoing(maker, problem.before.schema if problem.before else Schema(), found)
    odd = [undoing for undoing, facts in left if facts]
    return next(iter([*odd, *reversed(undoings)]), None) or Undoing(
        context.running(problem), before, found
    )


def _origin(number: int, wrong: Sequence[int]) -> int:
    """The undoing that began what is wrong after *number*: one that adds nothing only passes it on.

    *wrong* is how much is wrong after each of them.
    """
    while number and 0 < wrong[number] <= wrong[number - 1]:
        number -= 1
    return number


def _maker(problem: Problem, context: Context) -> str | None:
    """The revision that made, on the way up, what is still there; for a way back that was not stepped."""
    if problem.is_one_back:
        return None
    expected = context.states[problem.step.state]
    wrong = {
        about
        for about in _facts(expected, problem.found.schema, context)
        if not about[0].endswith("missing")
    }
    ups = [
        name for name in context.befores if wrong & _facts(expected, _after(name, context), context)
    ]
    return next(
        (name for name in ups if not wrong & _facts(expected, context.befores[name], context)), None
    )


def _after(revision: str, context: Context) -> Schema:
    return next(state.schema for name, state in reversed(context.timeline) if name == revision)


def _facts(expected: Schema, found: Schema, context: Context) -> set[Fact]:
    hints, exact = context.states.backend.hints, context.states.exact
    return {fact(difference) for difference in causes(expected, found, hints, exact)}


def _everything_undone(
    problem: Problem, context: Context, before: Schema, undone: str | None
) -> Finding:
    """One step down took away every table, although an older revision made one."""
    command, tables = problem.step.command, list(context.states[problem.step.state].tables)
    if _builds_all(context, undone):
        message = (
            f"Revision {undone} alone builds {context.states.words(before)}, so {command} undoes all of it. "
            "A revision that was applied must not be edited, nor two made one."
        )
        hint = "Give the first revision back what it was, and put what is new into a revision of its own."
        place = context.function_line(undone, "upgrade")
        return finding("applied-revision-edited", message, hint, place)
    message = f"{command} should lead back to {problem.step.state}, but the table {listed(tables)} is gone."
    hint = "downgrade() undoes its own revision only, and nothing that an older revision made."
    place = context.function_line(undone, "downgrade")
    return finding("downgrade-too-eager", message, hint, place)


def _builds_all(context: Context, revision: str | None) -> bool:
    """Tell whether there was no table before *revision* on the way up."""
    way = [(name, state.schema) for name, state in context.timeline if name != "downgrade"]
    older = [Schema(), *(schema for _, schema in way)]
    return any(
        name == revision and not before.tables
        for before, (name, _) in zip(older, way, strict=False)
    )


def undone_too_little(problem: Problem, context: Context) -> Finding | None:
    """The downgrade() before the one that failed that undid nothing, where there is one.

    What it left is in the way of those that come after it on the way back.
    """
    if problem.trouble is None or problem.kind != "downgrade":
        return None
    idle = _idle_on_the_way_back(problem, context)
    if idle is None:
        return None
    revision, found = idle
    code, says, hint, place = _does_nothing(context, revision)
    message = (
        f"downgrade() of revision {revision} {says}.{_remains(context.befores[revision], found, context)} "
        f"What it leaves is in the way: {problem.step.command} fails."
    )
    return finding(code, message, hint, place)


def _idle_on_the_way_back(problem: Problem, context: Context) -> tuple[str, Schema] | None:
    """The first revision on the way back that undid nothing of what it did, and what it left."""
    ups = context.befores
    for revision, state in problem.way_back:
        if revision in ups and compare(ups[revision], state.schema):
            # If it undid something: whether the rest is in the way is not known.
            did_nothing = not compare(_after(revision, context), state.schema)
            return (revision, state.schema) if did_nothing else None
    # Where the history has branches, the way back cannot be stepped: its text tells.
    stepped = {revision for revision, _ in problem.way_back}
    for up, state in reversed(context.walk[1:]):
        if context.states.is_state(problem.step.state, state.schema):
            return None
        file = context.history.of(up)
        if up is None or up in stepped or file is None:
            continue
        if file.is_empty("downgrade") and compare(ups[up], state.schema):
            return up, state.schema
    return None


def _does_nothing(
    context: Context, undone: str | None
) -> tuple[str, str, str, tuple[str, int | None] | None]:
    """The code, how downgrade() of a revision comes to change nothing, what to do about it, and where."""
    file, place = context.history.of(undone), context.function_line(undone, "downgrade")
    if file is not None and file.is_empty("downgrade"):
        twice = file.is_defined_twice("downgrade")
        return "downgrade-empty", EMPTY_AT_LAST if twice else "is empty", _LAST_LINE_UP, place
    code, says, hint = "downgrade-does-nothing", "leaves the tables as they are", _LAST_LINE_UP
    if file and (never_runs := file.why_it_never_runs("downgrade")):
        why, line = never_runs
        return code, f"{why}, so it changes nothing", way_to_run(why) or hint, (file.path, line)
    if file and (caught := file.line_hiding_errors("downgrade")):
        return code, says, HIDDEN, (file.path, caught)
    return code, says, hint, place


def _nothing_undone(problem: Problem, context: Context, undone: str | None) -> Finding:
    file, place = context.history.of(undone), context.function_line(undone, "downgrade")
    command, state = problem.step.command, context.states.words(problem.found.schema)
    idle = context.idle_revisions()
    if file is not None and undone in idle and problem.is_one_back:
        message = f"The newest revision {undone} changes nothing on the way up: {command} goes back over it alone, and the database stays at {state}."
        if file.is_empty("upgrade"):
            hint = "The revision of this step must be the newest one. Take the empty revision away."
            return finding("head-does-nothing", message, hint, place)
        older = next(
            (revision for revision in reversed(context.revision_order) if revision not in idle),
            undone,
        )
        hint = "A way back is mended where it is written: in downgrade() of the revision that makes the step. Take the newest one away."
        place = context.function_line(older, "downgrade")
        return finding("head-does-nothing", message, hint, place)
    code, says, hint, where = _does_nothing(context, undone)
    remains = _remains(context.states[problem.step.state], problem.found.schema, context)
    message = f"downgrade() of revision {undone} {says}: after {command} the database is still at {state}.{remains}"
    return finding(code, message, hint, where)


def _remains(expected: Schema, found: Schema, context: Context) -> str:
    """A sentence on the first thing that is not undone."""
    differences = causes(expected, found, context.states.backend.hints, context.states.exact)
    for difference in differences:
        noun = "The table " if difference.kind.startswith("table-") else ""
        if difference.is_extra:
            return f" {noun}{subject(difference)} is still there."
        if difference.is_missing:
            return f" {noun}{subject(difference)} does not come back."
    locate = lambda *_: None
    described = describe(expected, found, context.states, locate)
    return f" {described[0].finding.headline}" if described else ""


def _between(context: Context, schema: Schema) -> bool:
    """Tell whether *schema* is a state that the way up passed and that no milestone names."""
    if any(context.states.is_state(name, schema) for name in context.states.schemas):
        return False
    return any(
        name != "downgrade" and not compare(state.schema, schema)
        for name, state in context.timeline
    )


def _wrong_column(
    problem: Problem, context: Context, before: Schema, undone: str | None
) -> Finding | None:
    """A column that should stay is gone, and the one that should go is there."""
    expected, found = context.states[problem.step.state], problem.found.schema
    for name in expected.tables.keys() & found.tables.keys() & before.tables.keys():
        expected_columns, found_columns = (
            set(schema.tables[name].column_names) for schema in (expected, found)
        )
        old = set(before.tables[name].column_names)
        gone, kept = (
            (expected_columns - found_columns) & old,
            (found_columns - expected_columns) & old,
        )
        if gone and kept:
            message = (
                f"After {problem.step.command} the column {name}.{min(gone)} is gone, and {name}.{min(kept)} is still there: "
                "downgrade() drops the wrong column."
            )
            place = context.revision_line([min(gone), name], "downgrade", undone)
            return finding("downgrade-wrong-column", message, _EXACTLY, place)
    return None


_STAYED = ("table-extra", "view-extra")
_DROPS_IT = r"drop_(table|column)|DROP\s+(TABLE|VIEW|COLUMN)"


def _differences(
    problem: Problem, context: Context, before: Schema, undone: str | None
) -> list[Finding]:
    expected, found = context.states[problem.step.state], problem.found.schema

    def locate(words: Words, difference: Difference) -> tuple[str, int] | None:
        if difference.kind in _STAYED and difference.table in (*before.tables, *before.views):
            words = [(difference.table, _DROPS_IT)]  # who only names it does not keep it there
        if undone:
            return context.line_within(undone, words, "downgrade")
        return context.revision_line(words, "downgrade")

    all_described = describe(
        expected,
        found,
        context.states,
        locate,
        copy=context.copy_line("downgrade"),
    )
    hint = _RENAMED if _only_renamed(expected, found, before) else _EXACTLY
    findings = [described.finding.model_copy(update={"hint": hint}) for described in all_described]
    return opened(findings, "downgrade-", f"After {problem.step.command}: ")


def _only_renamed(expected: Schema, found: Schema, before: Schema) -> bool:
    """Tell whether a column that should go got a name that it did not have before."""
    for name in expected.tables.keys() & found.tables.keys() & before.tables.keys():
        expected_columns, found_columns, old = (
            set(schema.tables[name].column_names) for schema in (expected, found, before)
        )
        new, gone = found_columns - old - expected_columns, old - found_columns - expected_columns
        if new and gone and not expected_columns - found_columns:
            return True
    return False
