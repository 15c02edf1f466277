"""An error in one revision whose cause is in an earlier one: what it needs was never made, or misspelt."""

from dataclasses import replace

from stillroom.diagnosis.context import Context, Problem, finding
from stillroom.diagnosis.errors.explain import recognised
from stillroom.diagnosis.given import GIVEN_EDITED, applied_and_edited, is_as_given
from stillroom.diagnosis.responsible import responsible
from stillroom.diagnosis.upgrade_causes import told_with_cause
from stillroom.diagnosis.way import Way, way_so_far
from stillroom.diagnosis.wording import describe
from stillroom.results.finding import Finding
from stillroom.schema.compare import Difference
from stillroom.schema.model import ForeignKey, Schema

_TABLE, _COLUMN = {"no-such-table"}, {"no-such-column", "column-unknown-in-batch"}


def earlier_cause(problem: Problem, context: Context) -> Finding | None:
    """Return the finding on what an earlier revision did wrong, where *problem* follows from that.

    The name that was not found must be that of an expected table or column, which an earlier revision
    should have made.
    """
    trouble = problem.trouble
    if trouble is None or problem.kind != "upgrade":
        return None
    rule, values = recognised(trouble, problem.kind, "", context.states.backend.errors)
    name = next(filter(None, values.values()), "").strip("\"'`[]").rpartition(".")[2]
    if rule.code not in _TABLE | _COLUMN or not name:
        return None
    is_table = rule.code in _TABLE
    if is_table and (unbuilt := _no_baseline(name, problem, context)):
        return unbuilt
    so_far = way_so_far(context)
    for number in range(1, len(so_far.path)):
        is_tried = number < len(so_far.positions)
        way = so_far if is_tried else replace(so_far, ends=[number])
        if told := _cause(name, number, way, is_table=is_table):
            message = f"{told.headline} Revision {problem.revision} needs {name}, and fails."
            return told.model_copy(update={"headline": message})
    return None


def _cause(name: str, number: int, way: Way, *, is_table: bool) -> Finding | None:
    """The finding on a table or column *name* that is not there as an expected state has it."""
    position = way.position(number)
    if way.sames[position] == way.sames[way.position(number - 1)] and position == 0:
        return None
    context = way.context
    for described in describe(
        way.expected(number),
        _without_others(way.reached[position][1], number, way),
        context.states,
        lambda words, difference: _place(words, difference, number, way),
        rest_is_right=lambda _: False,  # how it goes on is not known
    ):
        difference = described.difference
        if not _is_about(difference, name, is_table=is_table):
            continue
        origin = responsible(difference, number, way)
        is_open = origin.how == "left out" and not origin.steps
        if is_open or origin.revision is None or is_as_given(origin.revision, context):
            return None
        told = told_with_cause(described, origin, way)
        if applied_and_edited(origin.revision, context):
            message = f"Revision {origin.revision} was given with this exercise, and is not as it was given. {described.finding.headline}"
            place = (told.file, told.line) if told.file else None
            return finding("applied-revision-edited", message, GIVEN_EDITED, place)
        return told
    return None


def _no_baseline(name: str, problem: Problem, context: Context) -> Finding | None:
    """The finding on a first revision that needs a table of a database older than Alembic."""
    legacy = context.exercise.definition.begin.legacy
    if legacy is None or name not in context.states[legacy].tables:
        return None
    if problem.revision not in context.revision_order[:1]:
        return None
    message = (
        f"Revision {problem.revision} runs first and needs the table {name}, but no revision "
        "before it creates that table."
    )
    hint = "On a new machine nothing is there. The first revision builds the tables; the others follow it by down_revision."
    file = context.history.of(problem.revision)
    place = (file.path, file.line_of("down_revision")) if file else None
    return finding("no-such-table", message, hint, place)


def _without_others(schema: Schema, number: int, way: Way) -> Schema:
    """*schema* without the tables of other states: none of them is a misspelt one of this state."""
    others = {name for state in way.path for name in way.context.states[state].tables}
    others -= set(way.expected(number).tables)
    tables = {name: table for name, table in schema.tables.items() if name not in others}
    return replace(schema, tables=tables)


def _is_about(difference: Difference, name: str, *, is_table: bool) -> bool:
    if is_table:
        if isinstance(difference.found, ForeignKey):
            return difference.found.table == name
        right = difference.table if difference.kind == "table-missing" else difference.expected
        return difference.kind in ("table-missing", "table-misspelt") and right == name
    right = difference.expected if difference.kind == "column-misspelt" else difference.name
    kinds = ("column-missing", "column-misspelt", "column-renamed", "column-named-by-length")
    return difference.kind in kinds and right == name


def _place(words: object, difference: Difference, number: int, way: Way) -> tuple[str, int] | None:
    origin = responsible(difference, number, way)
    names = words if isinstance(words, list) else []
    return way.context.line_within(origin.revision, names) if origin.revision else None
