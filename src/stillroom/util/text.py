"""Words for people: cleaning what learners wrote, cutting long values, finding near names."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

LONGEST = 2000  # characters of one cleaned text
MOST_LISTED = 20  # names in one sentence

# Categories that can steer a terminal, a log or a page instead of being read: control characters,
# format characters (bidirectional overrides, zero-width marks), lone surrogates, line separators.
_STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def clean(text: str, limit: int = LONGEST) -> str:
    """Return *text* as one harmless line of at most *limit* characters.

    Line breaks and tabs become blanks; every other steering character becomes a visible escape
    such as ``\\x1b``. Ordinary text of any language is left as it is.
    """
    visible = re.sub(r"[ \t\r\n\v\f]+", " ", text).strip()[: limit + 1]
    if not visible.isprintable():  # Python's own answer is quick, and no steering character passes
        visible = "".join(map(_visible, visible))
    return visible if len(visible) <= limit else visible[: limit - 1] + "…"


def file_text(content: bytes) -> str:
    r"""Return the text of a file, without the mark before it, and with ``\n`` at the end of each line."""
    return with_plain_ends(content.decode("utf-8-sig", "replace"))


def with_plain_ends(text: str) -> str:
    r"""Return *text* with ``\n`` at the end of each line."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def indented(line: str, limit: int = 300) -> str:
    """Return a line of code as ``clean`` does, with the blanks that it begins with."""
    wide = line.expandtabs(4)
    return " " * (len(wide) - len(wide.lstrip(" "))) + clean(line, limit)


def _visible(character: str) -> str:
    is_none = ord(character) & 0xFFFE == 0xFFFE  # Unicode's noncharacters, which XML forbids
    if unicodedata.category(character) not in _STEERING and not is_none:
        return character
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")


def excerpts(expected: str, found: str, limit: int = 60) -> tuple[str, str]:
    """Cut two long values to *limit* characters around their first difference, never before it."""
    if max(len(expected), len(found)) <= limit:
        return expected, found
    common = next(
        (
            index
            for index, pair in enumerate(zip(expected, found, strict=False))
            if len(set(pair)) > 1
        ),
        min(len(expected), len(found)),
    )
    start = max(0, common - limit // 3)
    return _window(expected, start, limit), _window(found, start, limit)


def _window(text: str, start: int, limit: int) -> str:
    cut = text[start : start + limit]
    return ("…" if start else "") + cut + ("…" if start + limit < len(text) else "")


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the one of *names* that *name* was most likely meant to be, if any is near."""
    candidates = list(names)
    folded = {known_name.casefold(): known_name for known_name in reversed(candidates)}
    match = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return folded[match[0]] if match else None


def meant(name: str, names: Iterable[str]) -> str:
    """Return which of *names* was most likely meant by *name*, else what there is: half a sentence."""
    known = list(names)
    if near := nearest(name, known):
        return f"did you mean {near!r}?"
    many = len(known) > MOST_LISTED
    return f"it is like none of the {len(known)} known" if many else f"known are {listed(known)}"


def listed(
    words: Iterable[str], nothing: str = "nothing", last: str = "and", most: int | None = None
) -> str:
    """Return names as a sentence would list them: ``a, b and c``; *last* is the word before the last one.

    Of more than *most* names, the others are counted: ``a, b and 5 more``.
    """
    names = list(words)
    if most is not None and len(names) > most:
        names[most:] = [f"{len(names) - most} more"]
    if len(names) < 2:
        return names[0] if names else nothing
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return ``1 row`` or ``3 rows``."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def duration(seconds: float) -> str:
    """Return *seconds* in words: ``59 s``, ``2 min`` or ``1 h 1 min``; minutes are rounded up."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes = -(-whole // 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def as_people_sort(name: str) -> list[tuple[int, str]]:
    """Return the key by which people sort *name*: ``team-2`` before ``team-10``, and Ünal beside Uhl.

    Case and accents count only where there is no other difference.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    parts = re.split(r"(\d+)", letters)
    key = [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
    return [*key, (-2, name.casefold())]
