"""The name of a learner in the names that classroom systems give to what was handed in."""

import re

from stillroom.submission.archives import SUFFIXES

_MOODLE = re.compile(r"(?P<name>.+?)_\d+_assignsubmission_(file|onlinetext).*")
_BLACKBOARD = re.compile(r".+?_(?P<name>[^_]+)_attempt_\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d.*")
_CANVAS = re.compile(r"(?P<name>[^_]+)(_LATE)?_\d+_\d+_.+", re.IGNORECASE)
_GITHUB = re.compile(r"(?P<name>.+)-(main|master)")


def learner(entry: str) -> str:
    """Return the name of the learner who handed in *entry*, a folder or an archive.

    A name of no known kind is itself, without the end that archives and bare repositories have.
    """
    suffix = max((end for end in SUFFIXES if entry.lower().endswith(end)), key=len, default="")
    name = entry[: len(entry) - len(suffix)] or entry
    name = name.removesuffix(".git") or name
    for pattern in (_MOODLE, _BLACKBOARD, _CANVAS):
        if found := pattern.fullmatch(name):
            return found["name"]
    found = _GITHUB.fullmatch(name) if suffix else None
    return found["name"] if found else name
