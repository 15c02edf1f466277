"""Names in sentences and in SQL: how two differ that look the same, and what speaks of them."""

import re
import unicodedata
from collections.abc import Mapping

_QUOTES = set("\"'`[]")


def shown(name: str) -> str:
    """Return *name* as it is shown in a sentence: in quotes where its end would not be seen."""
    odd = any(one.isspace() or one == "." for one in name) and not set(name) & _QUOTES
    return f'"{name}"' if odd else name


def apart(expected: str, found: str) -> str:
    """Return half a sentence on a difference that is hard to see, or ``""``."""
    if found.strip() == expected:
        return "a blank stands before or behind it"
    if "".join(one for one in found if one not in _QUOTES) == expected:
        return "the quotes are a part of the name"
    if found.endswith(f".{expected}"):
        return "the part before the dot is a part of the name"
    if found.casefold() == expected.casefold():
        return "they differ in letter case"
    odd = next((one for one in found if not one.isascii() and one not in expected), None)
    if odd:
        return f"it has the character {unicodedata.name(odd, f'U+{ord(odd):04X}')}"
    return ""


def mentions(text: str, name: str) -> bool:
    """Tell whether SQL or words about a constraint have *name* in them."""
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text))


def renamed(sql: str, names: Mapping[str, str]) -> str:
    """Return *sql* under new names; texts in quotes stay as they are."""
    either = "|".join(re.escape(name) for name in names)
    word = re.compile(rf"'(?:[^']|'')*'|(?<!\w)(?:{either})(?!\w)")
    return word.sub(lambda found: names.get(found.group(), found.group()), sql) if names else sql
