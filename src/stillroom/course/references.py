"""Whether what an exercise says of states, tables and columns is there, before anything is graded."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stillroom.course.accept import Accept, broken_accept
from stillroom.course.exercise import Definition, Exercise
from stillroom.course.fixtures import Data, Expect, number_in_braces, primary_key
from stillroom.course.steps import EMPTY
from stillroom.course.told_twice import rows_told_twice
from stillroom.course.value_types import unfit
from stillroom.util.text import listed, meant

States = Mapping[str, Any]
"""The states that an exercise may name: name to MetaData."""


def broken_references(exercise: Exercise, states: States) -> Iterator[tuple[str, str]]:
    """Yield each key of exercise.toml that names something unknown, with a sentence on it."""
    known = [EMPTY, *states]
    for index, step in enumerate(exercise.steps):
        yield from _unknown(f"steps[{index}].state", step.state, known, "defined by no schema.py")
    definition = exercise.definition
    if definition.begin.legacy is not None:
        yield from _unknown(
            "begin.legacy", definition.begin.legacy, [*states], "defined by no schema.py"
        )
    for index, probe in enumerate(definition.probe):
        yield from _unknown(f"probe[{index}].state", probe.state, known, "defined by no schema.py")
    rows: dict[str, Sequence[Data | Expect]] = {
        "data": definition.data,
        "expect": definition.expect,
    }
    for key, parts in rows.items():
        broken_rows = [
            broken
            for index, part in enumerate(parts)
            for broken in _broken_rows(f"{key}[{index}]", part, states, known)
        ]
        yield from broken_rows or rows_told_twice(key, parts, states)
    yield from _plain_and_in_braces(definition)
    used = [step.state for step in exercise.steps]
    for index, accept in enumerate(definition.accept):
        key = f"accept[{index}]"
        broken = list(_broken_table(key, accept, states, known))
        yield from broken or broken_accept(key, accept, states, used)
    is_named = "task" in definition.model_fields_set
    if is_named and not (exercise.folder / definition.task).is_file():
        yield "task", f"{definition.task!r} is no file of this folder"


def _plain_and_in_braces(definition: Definition) -> Iterator[tuple[str, str]]:
    """Yield each plain number that cannot be told from one in braces, of the same column."""
    columns, numbers = definition.in_braces
    data = [(f"data[{i}]", each.table, each.rows) for i, each in enumerate(definition.data)]
    expect = [(f"expect[{i}]", each.table, each.rows) for i, each in enumerate(definition.expect)]
    for key, table, rows in (*data, *expect):
        for index, row in enumerate(rows):
            for column, value in row.items():
                if (table, column) in columns and value in numbers:
                    sentence = f'{column}: {value} stands in braces elsewhere; write "{{{value}}}"'
                    yield f"{key}.rows[{index}]", sentence


def _broken_table(
    key: str, part: Data | Expect | Accept, states: States, known: list[str]
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the state and the table of *part*."""
    unknown = list(_unknown(f"{key}.state", part.state, known, "defined by no schema.py"))
    if unknown or part.state == EMPTY:
        yield from unknown or [(f"{key}.state", "the empty state has no table to hold rows")]
        return
    tables = states[part.state].tables
    if part.table not in tables:
        yield from _unknown(f"{key}.table", part.table, list(tables), f"no table of {part.state!r}")


def _broken_rows(
    key: str, part: Data | Expect, states: States, known: list[str]
) -> Iterator[tuple[str, str]]:
    if broken := list(_broken_table(key, part, states, known)):
        yield from broken
        return
    table = states[part.state].tables[part.table]
    columns = [column.name for column in table.columns]
    key_columns = primary_key(states, part)
    for column in part.null:
        yield from _unknown(f"{key}.null", column, columns, f"no column of {part.table}")
        if column in columns and not table.c[column].nullable:
            yield f"{key}.null", f"{part.table}.{column} is NOT NULL at {part.state!r}; take it out"
    told_apart = isinstance(part, Expect) or not part.kept
    for index, row in enumerate(part.rows):
        place = f"{key}.rows[{index}]"
        for column, value in row.items():
            yield from _unknown(place, column, columns, f"no column of {part.table}")
            number = number_in_braces(value)
            shown = value if number is None else number
            if column in columns and (sentence := unfit(table.c[column], shown)):
                yield f"{place}.{column}", sentence
        lacking = [column for column in key_columns if column not in row]
        if told_apart and lacking:
            yield place, f"the primary key is missing: {listed(lacking)}; rows are told apart by it"
    if told_apart and not key_columns:
        yield f"{key}.table", f"{part.table} has no primary key, so its rows cannot be told apart"


def _unknown(key: str, name: str, known: list[str], what: str) -> Iterator[tuple[str, str]]:
    if name not in known:
        yield key, f"{name!r} is {what}; {meant(name, known)}"


def broken_order(exercises: Sequence[Exercise]) -> Iterator[tuple[Exercise, str]]:
    """Yield each of *exercises* whose ``after`` names none that comes earlier, with a sentence."""
    ids = [exercise.id for exercise in exercises]
    after = {exercise.id: exercise.definition.after for exercise in exercises}
    for exercise in exercises:
        if (name := after[exercise.id]) is None:
            continue
        if name not in ids:
            yield exercise, f"no exercise is called {name!r}; {meant(name, ids)}"
        elif circle := _circle(exercise.id, after):
            yield exercise, f"goes in a circle: {' -> '.join(circle)}"
        elif ids.index(name) > ids.index(exercise.id):
            yield exercise, f"{name} comes later than {exercise.id}; name an exercise before it"


def _circle(first: str, after: Mapping[str, str | None]) -> list[str]:
    """Return the ids on the way from *first* along *after* back to itself, if it leads there."""
    way = [first]
    while (following := after.get(way[-1])) and following not in way:
        way.append(following)
    return [*way, first] if following == first else []
