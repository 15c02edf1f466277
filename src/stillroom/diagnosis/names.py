"""Names in sentences and in SQL: how two differ that look the same, and what speaks of them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from stillroom.schema.model import (
    Check,
    Constraint,
    ForeignKey,
    Index,
    Part,
    PrimaryKey,
    Unique,
)
from stillroom.schema.sql_tokens import tokenize

_QUOTES = set("\"'`[]")


def shown(name: str) -> str:
    """Return *name* as it is shown in a sentence: in quotes where its end would not be seen."""
    odd = any(letter.isspace() or letter == "." for letter in name) and not set(name) & _QUOTES
    return f'"{name}"' if odd else name


def apart(expected: str, found: str) -> str:
    """Return half a sentence on a difference that is hard to see, or ``""``."""
    if found.strip() == expected:
        return "a blank stands before or behind it"
    if "".join(letter for letter in found if letter not in _QUOTES) == expected:
        return "the quotes are a part of the name"
    if found.endswith(f".{expected}"):
        return "the part before the dot is a part of the name"
    if found.casefold() == expected.casefold():
        return "they differ in letter case"
    odd = next(
        (letter for letter in found if not letter.isascii() and letter not in expected), None
    )
    if odd:
        return f"it has the character {unicodedata.name(odd, f'U+{ord(odd):04X}')}"
    return ""


def mentions(sql: str, name: str) -> bool:
    """Tell whether *sql* has *name* in it, as a name and not in a text."""
    names = (token.text for token in tokenize(sql) if token.kind in ("word", "name"))
    return name in names


def is_about(constraint: Constraint, column: str) -> bool:
    """Tell whether *constraint* is said of *column* of its own table."""
    match constraint:
        case PrimaryKey(columns=columns) | ForeignKey(columns=columns):
            return column in columns
        case Check(expression=expression):
            return mentions(expression, column)
        case Index(parts=parts, where=where):
            return _in_parts(parts, column) or bool(where and mentions(where, column))
        case Unique(parts=parts):
            return _in_parts(parts, column)
    return False


def _in_parts(parts: Iterable[Part], column: str) -> bool:
    return any(
        mentions(part.name, column) if part.expression else part.name == column for part in parts
    )


def renamed(sql: str, names: Mapping[str, str]) -> str:
    """Return *sql* under new names; texts in quotes stay as they are."""
    either = "|".join(re.escape(name) for name in names)
    word = re.compile(rf"'(?:[^']|'')*'|(?<!\w)(?:{either})(?!\w)")
    return word.sub(lambda match: names.get(match.group(), match.group()), sql) if names else sql
