"""How two names differ that should be the same, for those who see no difference."""

import unicodedata


def shown(name: str) -> str:
    """Return *name* as it is shown in a sentence: in quotes where a blank would be lost."""
    return f'"{name}"' if name != "".join(name.split()) else name


def apart(expected: str, found: str) -> str:
    """Return half a sentence on a difference that is hard to see, or ``""``."""
    if found.strip() == expected:
        return "a blank stands before or behind it"
    if found.casefold() == expected.casefold():
        return "they differ in letter case"
    odd = next((one for one in found if not one.isascii() and one not in expected), None)
    if odd:
        return f"it has the character {unicodedata.name(odd, f'U+{ord(odd):04X}')}"
    return ""
