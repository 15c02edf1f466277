"""What is too much at one state of an exercise, and belongs to another: it came too early, or should be gone."""

from dataclasses import replace

from stillroom.diagnosis.names import shown
from stillroom.diagnosis.responsible import Responsible
from stillroom.diagnosis.way import Way, expected_path
from stillroom.diagnosis.wording import Described
from stillroom.schema.compare import Difference
from stillroom.schema.model import Schema
from stillroom.schema.words import in_words

_EARLY = "Leave it out here, and make it in the revision of that later step."
_STILL = "Which operation drops it? It belongs into the revision of this step."
_THINGS = {
    "table-extra": "The table {table}",
    "view-extra": "The view {table}",
    "column-extra": "The column {table}.{name} ({found})",
}
"""What has a name of its own; every other part of a table is told as what the table has."""


def timed(described: Described, origin: Responsible, number: int, way: Way) -> Described:
    """Return *described* as too early or as left standing, where another state of the exercise has it.

    *number* is that of the expected state, *origin* the revision that is responsible.
    """
    difference, told = described.difference, described.finding
    if not difference.is_extra:
        return described
    about = in_words(difference)
    names = {
        "table": shown(about.table),
        "name": shown(about.name or ""),
        "found": about.found,
    }
    thing = _THINGS.get(difference.kind, "").format(**names)
    if is_early(difference, number, way):
        comes = f"{thing} comes" if thing else "{table} has {found}".format(**names)
        message = f"{comes} too early: a later step of the exercise asks for it."
        changes = {"headline": message, "hint": _EARLY}
    elif origin.how == "left out" and _is_in(_around(number, way)[0], difference, way):
        is_there = (
            f"{thing} is still there" if thing else "{table} still has {found}".format(**names)
        )
        place = way.context.function_line(origin.revision, "upgrade") or (told.file, told.line)
        message = f"{is_there}, but this step takes it away."
        told = told.model_copy(update={"file": place[0], "line": place[1]})
        changes = {"headline": message, "hint": _STILL}
    else:
        return described
    return replace(described, finding=told.model_copy(update=changes))


def is_early(difference: Difference, number: int, way: Way) -> bool:
    """Tell whether what is too much at the expected state *number* belongs to a later one."""
    return difference.is_extra and _is_in(_around(number, way)[1], difference, way)


def _around(number: int, way: Way) -> tuple[list[str], list[str]]:
    """The states of the exercise before the expected one, and those behind it."""
    path = expected_path(way.context.exercise)
    here = path.index(way.path[number]) if way.path[number] in path else len(path)
    return path[:here], path[here + 1 :]


def _is_in(names: list[str], difference: Difference, way: Way) -> bool:
    return any(_has(way.context.states[name], difference) for name in names)


def _has(schema: Schema, difference: Difference) -> bool:
    """Tell whether *schema* has what is too much by *difference*."""
    if difference.kind == "view-extra":
        return difference.table in schema.views
    table = schema.tables.get(difference.table)
    if table is None or difference.kind == "table-extra":
        return table is not None
    if difference.kind == "column-extra":
        return difference.name in table.column_names
    return difference.found in (
        *table.uniques,
        *table.indexes,
        *table.foreign_keys,
        *table.checks,
    )
