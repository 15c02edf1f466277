"""The hints that a learner has seen, as the progress file of the project says: nothing is graded by it."""

import json
from collections.abc import Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer

PROGRESS = ".stillroom.json"
"""The file of the progress in a project."""
_MOST = 100
_LARGEST = 1_000_000  # bytes


def _numbers(value: object) -> object:
    """Take a number for that many hints, from the first one on."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return list(range(1, min(value, _MOST) + 1))
    return value


def _short(numbers: Sequence[int]) -> int | list[int]:
    """Write the first hints, in their order, as their number."""
    is_from_first = list(numbers) == list(range(1, len(numbers) + 1))
    return len(numbers) if is_from_first else list(numbers)


SeenHints = Annotated[
    list[Annotated[int, Field(ge=1, le=_MOST)]],
    Field(max_length=_MOST),
    BeforeValidator(_numbers),
    PlainSerializer(_short),
]
"""The numbers of the hints of one exercise, in the order in which they were seen."""


def seen_hints(content: bytes | None) -> dict[str, list[int]] | None:
    """Return which hints of each exercise were seen; None where no file says it."""
    try:
        progress = json.loads(content) if content and len(content) <= _LARGEST else None
        hints = progress.get("hints", {}) if isinstance(progress, dict) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(hints, dict):
        return None
    seen = {exercise: _numbers(told) for exercise, told in hints.items()}
    return {exercise: _usable(told) for exercise, told in seen.items() if isinstance(told, list)}


def _usable(told: list[object]) -> list[int]:
    """What can be the numbers of hints, each once."""
    numbers = (n for n in told if isinstance(n, int) and 1 <= n <= _MOST)
    return list(dict.fromkeys(numbers))
