"""The ends of lines: an edited text gets back those that the file had."""

import re
from collections import Counter
from difflib import SequenceMatcher

from stillroom.util.text import with_plain_ends

_END = re.compile(r"\r\n|\r|\n")


def with_ends_of(original: str, edited: str) -> str:
    r"""Return *edited* with the ends that the lines of *original* have.

    Where *original* mixes several, each of its lines keeps its own, and a new line gets that of the
    line before it.
    """
    lines = with_plain_ends(edited).split("\n")
    ends = _END.findall(original)
    usual = Counter(ends).most_common(1)[0][0] if ends else "\n"
    if len(set(ends)) < 2:
        return usual.join(lines)
    kept = dict[int, str]()
    blocks = SequenceMatcher(None, _END.split(original), lines).get_matching_blocks()
    for before, after, size in blocks:
        kept |= zip(range(after, after + size), ends[before : before + size], strict=False)
    result, end = "", usual
    for number, line in enumerate(lines[:-1]):
        end = kept.get(number, end)
        result += line + end
    return result + lines[-1]
