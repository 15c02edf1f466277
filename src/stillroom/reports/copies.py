"""What ``stillroom copies`` shows: what is alike, where, and how much; never a verdict."""

from stillroom.results.copies import Alike, Copies, Passage
from stillroom.util.text import counted

MOST_SHOWN, MOST_PLACES = 50, 12
KINDS = {
    "letters": "The same, letter for letter",
    "code": "The same, but for comments, layout and revision ids",
    "names": "The same, but for names, texts, comments and layout",
    "part": "{percent} % of the smaller one is in both",
}
CAUTION = (
    "This is no verdict. Short answers to one task are often alike, and learners may work together. "
    "Look at the lines before you ask."
)


def render(copies: Copies) -> str:
    """Return the findings for people, line by line."""
    lines = [
        f"{copies.exercise}: {counted(copies.submissions, 'submission')} compared with each other and with the course.",
        f"Passages that more than {copies.common} of them have, or that the course gives, do not count.",
        "Whole files and sentences that so many have stand at the end.",
        "",
    ]
    if not copies.alike:
        lines += ["Nothing was found that is alike.", ""]
    # What few share says most; what many have may be what they were given.
    by_number = sorted(copies.alike, key=lambda alike: _learners(alike) > copies.common)
    for alike in by_number[:MOST_SHOWN]:
        lines += [*_told(alike), ""]
    if len(copies.alike) > MOST_SHOWN:
        more = len(copies.alike) - MOST_SHOWN
        lines += [f"{more} more: --format json has all of them.", ""]
    lines += map(str, copies.remarks)
    return "\n".join([*lines, CAUTION]) + "\n"


def _learners(alike: Alike) -> int:
    return len({each.submission for each in alike.passages if not each.is_course})


def _told(alike: Alike) -> list[str]:
    places = sorted(alike.passages, key=lambda passage: not passage.is_course)  # the course first
    more = len(places) - MOST_PLACES
    return [
        KINDS[alike.kind].format(percent=alike.percent),
        *(f"  {_place(passage)}" for passage in places[:MOST_PLACES]),
        *([f"  and {more} more"] if more > 0 else []),
        *(f"    in all of them: {remark}" for remark in alike.remarks),
    ]


def _place(passage: Passage) -> str:
    spans = [f"{first}" if first == last else f"{first}-{last}" for first, last in passage.lines]
    return f"{passage.submission}: {passage.file}" + (
        f", lines {', '.join(spans)}" if spans else ""
    )
