"""Joins a class list with what was handed in, by the names that learning systems give to it.

Only what fits one learner and no other is joined. Everything else is graded under its own name and told.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from stillroom.cohort.learner_names import is_sorted_name, learner, number_of
from stillroom.cohort.list_columns import (
    EMAIL,
    FIRST,
    ID,
    LAST,
    LOGIN,
    orders,
    spellings,
    squashed,
)
from stillroom.cohort.source import Source
from stillroom.util.text import listed

_CALLED = (ID, LOGIN, EMAIL, "SIS User ID", "SIS Login ID", "github_id")
"""Columns whose cells may stand in the place of a name."""
_CANVAS = "SIS Login ID"
"""A list with this column is of Canvas, and its id is the number in the names of what was handed in."""


def joined(lines: Sequence[Source], entries: Sequence[Source], list_: Path) -> list[Source]:
    """Return the learners of a class list, each with what was handed in, and then whatever fits nobody.

    *lines* are the learners, with what the list says; *entries* is what was handed in, and *list_* is
    the file, for the sentences on what cannot be joined.
    """
    lines = list(_each_once(lines))
    named = {line.path for line in lines if line.path}
    free = [entry for entry in entries if entry.path not in named]
    fitting = _fitting(lines, free)
    claims: dict[int, list[Source]] = defaultdict(list)
    rivals: dict[int, list[Source]] = defaultdict(list)
    for entry, candidates in zip(free, fitting, strict=True):
        for at in candidates:
            (claims if len(candidates) == 1 else rivals)[at].append(entry)
    found = [_joined(line, claims[at], rivals[at]) for at, line in enumerate(lines)]
    taken = {line.path for line in found if line.path}
    others = [
        _unlisted(entry, [_who(lines[at]) for at in candidates], list_)
        for entry, candidates in zip(free, fitting, strict=True)
        if entry.path not in taken
    ]
    return [*found, *others]


def _each_once(lines: Sequence[Source]) -> Iterator[Source]:
    """Yield each learner once: a list may have a line for each group of a learner."""
    count = Counter(map(_identity, lines))
    seen: set[tuple[str, ...]] = set()
    for line in lines:
        identity = _identity(line)
        if identity in seen and any(identity[1:]):
            continue
        seen.add(identity)
        if count[identity] > 1 and any(identity[1:]):
            remark = (
                f"{line.name} is in the class list {count[identity]} times: the first line counts."
            )
            line = replace(line, remark=remark)
        yield line


def _identity(line: Source) -> tuple[str, ...]:
    return (line.name, *(line.about.get(column, "") for column in (ID, EMAIL, LOGIN)))


def _fitting(lines: Sequence[Source], entries: Sequence[Source]) -> list[list[int]]:
    """Return for each entry the learners whom it may be of, by their places in the list."""
    holders: dict[str, set[int]] = defaultdict(set)
    for at, line in enumerate(lines):
        for key in _keys(line):
            holders[key].add(at)
    return [_candidates(_called(entry), lines, holders) for entry in entries]


def _candidates(entry: str, lines: Sequence[Source], holders: Mapping[str, set[int]]) -> list[int]:
    number = number_of(entry)
    keys = {*spellings(learner(entry)), squashed(f"{learner(entry)}{number}"), f"#{number}"}
    found = {at for key in keys for at in holders.get(key, ())}
    called = spellings(learner(entry))
    if not is_sorted_name(entry):  # "Anna Berg" is not "Berg Anna"
        found = {at for at in found if called & spellings(lines[at].name)} or found
    # An address of somebody may read like the name of somebody else.
    found = {at for at in found if called & _names(lines[at])} or found
    agreeing = {at for at in found if number in _numbers(lines[at])}
    return sorted(agreeing if len(agreeing) == 1 else found)


def _who(line: Source) -> str:
    own = line.about.get(ID) or line.about.get(EMAIL)
    return f"{line.name} ({own})" if own else line.name


def _called(entry: Source) -> str:
    return entry.path.name if entry.path else entry.name


def _keys(line: Source) -> set[str]:
    """Return what an entry of a learner may be called."""
    about = line.about
    cells = [about.get(column, "") for column in _CALLED]
    cells.append(about.get(EMAIL, "").partition("@")[0])
    keys = _names(line) | {key for cell in cells for key in spellings(cell)}
    return keys | ({f"#{about.get(ID)}"} if _CANVAS in about and about.get(ID) else set())


def _names(line: Source) -> set[str]:
    """Return the name of a learner in every order of its parts."""
    about = line.about
    two = [f"{about[FIRST]} {about[LAST]}"] if {FIRST, LAST} <= about.keys() else []
    return {key for name in (line.name, *two) for key in orders(name)}


def _numbers(line: Source) -> set[str]:
    return {number for cell in line.about.values() for number in re.findall(r"\d+", cell)}


def _joined(line: Source, own: Sequence[Source], rivals: Sequence[Source]) -> Source:
    """Return a learner of the list with the one entry that is theirs, or with the reason why there is none."""
    if line.path is not None or line.trouble:
        return line
    if len(own) == 1:
        return replace(line, path=own[0].path, is_entry=True)
    if maybe := own or rivals:
        which = listed([_called(entry) for entry in maybe[:5]])
        may = "may be theirs" if len(maybe) == 1 else "may all be theirs"
        trouble = f"{which} {may}; name the right one in a column 'submission' of the list"
        return replace(line, trouble=trouble)
    return replace(line, absent="nothing that was handed in has this name")


def _unlisted(entry: Source, names: Sequence[str], list_: Path) -> Source:
    """Return an entry that fits nobody, or several, or one of whom there are others."""
    if not names:
        return replace(entry, is_listed=False)
    of = (
        f"may be of {listed(names[:5], last='or')}"
        if len(names) > 1
        else f"is not the only one of {names[0]}"
    )
    return replace(entry, remark=f"{_called(entry)} {of}, by {list_.name}: it is graded by itself.")
