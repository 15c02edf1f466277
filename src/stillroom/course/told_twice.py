"""Rows that an exercise names twice: the second one would be left out, or contradict the first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stillroom.course.fixtures import Data, Expect, primary_key


def rows_told_twice(
    key: str, parts: Sequence[Data | Expect], states: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield each row of *parts*, which are called *key* and otherwise right, that was there before.

    Rows that are put in may stand once. Those that are expected may stand in two blocks, which then
    name other columns.
    """
    seen: dict[tuple[object, ...], dict[str, str]] = {}
    for index, part in enumerate(parts):
        names = primary_key(states, part)
        for position, row in enumerate(part.rows):
            place = f"{key}[{index}].rows[{position}]"
            if not names or not set(names) <= set(row):
                continue
            values = tuple(row[name] for name in names)
            named = {*row, *part.null} - set(names)
            earlier = seen.setdefault((part.state, part.table, *values), {})
            said = _said_before(isinstance(part, Data), named, earlier, f"{key}[{index}].")
            if said:
                words = ", ".join(
                    f"{name} {value!r}" for name, value in zip(names, values, strict=True)
                )
                yield (
                    place,
                    f"the row of {part.table} with {words} is in {said} already; say it once",
                )
            earlier.update(dict.fromkeys([*named, *names], place))


def _said_before(
    is_data: bool, named: set[str], earlier: Mapping[str, str], block: str
) -> str | None:
    """Return the place that has said the same of a row before, or None."""
    if not earlier:
        return None
    same = [place for name, place in earlier.items() if name in named]
    same += [place for place in earlier.values() if is_data or place.startswith(block)]
    return same[0] if same else None
