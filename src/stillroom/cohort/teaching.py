"""What to teach again tomorrow, in three sentences: where the class is stuck, why, and what to show.

They name nobody: a teacher reads them out.
"""

from collections.abc import Iterator, Mapping, Sequence

from stillroom.results.catalogue import (
    FAULTS,
    LIMITS,
    NOTHING_YET,
    meaning_of,
    section_of,
)
from stillroom.results.summary import CommonFinding, RowCount
from stillroom.util.text import counted

_NO_MISUNDERSTANDING = (NOTHING_YET, LIMITS, FAULTS)
"""Headings of findings that come from too little work, or from none that can be judged."""


def teach(
    judged: int,
    passed: int,
    rows: Sequence[RowCount],
    first: Mapping[str, int],
    findings: Sequence[CommonFinding],
) -> tuple[str, ...]:
    """Return at most three sentences on a class; none where nobody has a verdict.

    *judged* is how many have a verdict, *passed* how many have passed, and *first* how many have each code as their first finding.
    """
    if not rows:
        return ()
    if passed == judged:
        return ("Everybody has passed: nothing has to be taught again.",)
    return tuple(_sentences(judged, judged - passed, rows, first, findings))


def _sentences(
    judged: int,
    left: int,
    rows: Sequence[RowCount],
    first: Mapping[str, int],
    findings: Sequence[CommonFinding],
) -> Iterator[str]:
    row = max(rows, key=lambda row: row.failed)
    stuck = f"stuck at step {row.step}, {row.command}, which should lead to {row.expected}"
    of_all = f"{left} of {counted(judged, 'submission')}"
    if left == 1:
        yield f"{of_all} has not passed, and is {stuck}."
    else:
        who = "all" if row.failed == left else row.failed
        are = "is" if row.failed == 1 else "are"
        yield f"{of_all} have not passed, and {who} of them {are} {stuck}."
    code = _commonest(first)
    if not code:
        return
    section = section_of(code)
    often = "most often" if first[code] > 1 else "such as"
    of_section = sum(number for name, number in first.items() if section_of(name) == section)
    for_whom = "For it" if left == 1 else f"For {of_section} of them"
    yield (
        f'{for_whom}, what to mend first is of the kind "{section}", '
        f"{often} {code} ({first[code]}): {meaning_of(code).replace('`', '')}"
    )
    found = next((finding for finding in findings if finding.code == code), None)
    if found is not None:
        what = f'the part "{found.lesson}" of the lesson' if found.lesson else f"step {row.step}"
        yield f"Show {what} again, and let the class say what is wrong here: {found.message}"


def _commonest(first: Mapping[str, int]) -> str:
    """Return the code that most begin with, if possible one of a misunderstanding; empty for none."""
    told = [code for code in first if section_of(code) not in _NO_MISUNDERSTANDING]
    return min(told or first, key=lambda code: (-first[code], code), default="")
