"""Rows that an exercise expects and that nobody can have made."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stillroom.course.exercise import VERSIONS, Exercise
from stillroom.course.fixtures import Cell, Data, primary_key


def unmade_rows(exercise: Exercise, states: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each row of ``[[expect]]`` with a key that no row of ``[[data]]`` has a value of.

    A revision that puts rows in, or changes keys, can make any row: with one in the start or in the
    solution nothing is said, nor where there is no solution to look at.
    """
    definition, solution = exercise.definition, exercise.solution
    if not solution or not definition.expect:
        return
    files = exercise.given_revision_files | solution
    source = "\n".join(
        text.decode("utf-8", "replace") for path, text in files.items() if path.startswith(VERSIONS)
    )
    for index, expect in enumerate(definition.expect):
        names = primary_key(states, expect)
        if _makes_rows(source, names):
            continue
        values = _values(definition.data, states, names)
        for position, row in enumerate(expect.rows):
            if lacking := [name for name in names if row[name] not in values]:
                which = f"{expect.table} with {lacking[0]} {row[lacking[0]]!r}"
                sentence = f"no [[data]] and no revision puts in a row of {which}"
                yield f"expect[{index}].rows[{position}]", sentence


def _values(data: Sequence[Data], states: Mapping[str, Any], key: list[str]) -> set[Cell]:
    """Return the values that a column of *key* may have got from the rows of *data*.

    They are those of any key, which may have been renamed, and of columns of that name; those of all
    columns, where no row that is put in has such a key.
    """
    keys = [primary_key(states, part) for part in data]
    is_new = not any(set(key) & set(names) for names in keys)
    return {
        value
        for part, names in zip(data, keys, strict=True)
        for row in part.rows
        for name, value in row.items()
        if is_new or name in (*names, *key)
    }


def _makes_rows(source: str, key: list[str]) -> bool:
    """Tell whether the code of revisions may put rows in, or change a column of *key*."""
    names = "|".join(map(re.escape, key))
    changes_key = rf"\b(set|values)\b[^;]{{0,500}}?\b({names})\b[\"'`\]]*\s*="
    return bool(
        re.search(rf"insert|replace\s+into|as\s+select|{changes_key}", source, re.IGNORECASE)
    )
