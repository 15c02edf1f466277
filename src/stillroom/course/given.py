"""The given revisions that an exercise freezes: a fingerprint of what each says.

The fingerprints stand in ``given.json`` beside ``exercise.toml``, which ``stillroom course --write``
writes. They travel with the exercise to learners; the starting files need not.
"""

import json
from collections.abc import Mapping
from functools import cache

from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError

FILE = "given.json"


@cache
def given_revisions(exercise: Exercise) -> Mapping[str, str]:
    """Return the fingerprint of each frozen revision of *exercise*, by its id, read once.

    Raises StillroomError where the file does not hold them.
    """
    path = exercise.folder / FILE
    frozen = exercise.definition.begin.frozen
    if not frozen:
        return {}
    try:
        fingerprints = json.loads(path.read_text("utf-8"))
        return {revision: str(fingerprints[revision]) for revision in frozen}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StillroomError(
            f"{path}: it does not hold the frozen revisions; run: "
            f"stillroom course --course {exercise.folder.parent} --write"
        ) from error
