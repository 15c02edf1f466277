"""The name of a learner in the names that classroom systems give to what was handed in."""

import re
import unicodedata
from collections.abc import Iterable

from stillroom.submission.archives import SUFFIXES
from stillroom.util.text import clean

_MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?P<kind>file|onlinetext).*")
_BLACKBOARD = re.compile(r".+?_(?P<name>[^_]+)_attempt_\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d.*")
_CANVAS = re.compile(r"(?P<name>[^_]+)(?P<late>_LATE)?_(?P<number>\d+)_\d+_.+", re.IGNORECASE)
_GITHUB = re.compile(r"(?P<name>.+)-(main|master)")


def as_seen(name: str) -> str:
    """Return what is equal for names that look the same to a reader."""
    return unicodedata.normalize("NFC", clean(name))


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


def number_of(entry: str) -> str:
    """Return the number by which Moodle or Canvas tells learners of one name apart; empty for others."""
    found = _MOODLE.fullmatch(entry) or _CANVAS.fullmatch(entry)
    return found["number"] if found else ""


def texts_beside(entries: Iterable[str]) -> set[str]:
    """Return those of *entries* that are texts which Moodle keeps beside files of the same learner."""
    found = [match for match in map(_MOODLE.fullmatch, entries) if match]
    with_files = {match.group("name", "number") for match in found if match["kind"] == "file"}
    texts = (match for match in found if match["kind"] != "file")
    return {match[0] for match in texts if match.group("name", "number") in with_files}


def is_marked_late(entry: str) -> bool:
    """Tell whether the learning system says in the name of *entry* that it came after the deadline."""
    found = _CANVAS.fullmatch(entry)
    return found is not None and found["late"] is not None


def is_sorted_name(entry: str) -> bool:
    """Tell whether *entry* may begin with the last name, as Canvas writes it: ``bergannamaria``."""
    return _CANVAS.fullmatch(entry) is not None
