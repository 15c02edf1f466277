"""The hints that a learner has seen, as the progress file of the project says: nothing is graded by it."""

import json

PROGRESS = ".stillroom.json"
"""The file of the progress in a project."""
_MOST = 100
_LARGEST = 1_000_000  # bytes


def seen_hints(content: bytes | None) -> dict[str, int] | None:
    """Return how many hints of each exercise were seen; None where no file says it."""
    try:
        progress = json.loads(content) if content and len(content) <= _LARGEST else None
        hints = progress.get("hints", {}) if isinstance(progress, dict) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(hints, dict):
        return None
    return {
        exercise: min(number, _MOST)
        for exercise, number in hints.items()
        if isinstance(number, int) and number >= 0
    }
