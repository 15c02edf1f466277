"""The messages of pydantic in the words of this program."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails, PydanticCustomError

from stillroom.util.text import clean, nearest

_WRONG = "wrong"
_EXPECTED = {
    "missing": "it is missing",
    "string_type": "a text is expected, not {found}",
    "int_type": "a whole number is expected, not {found}",
    "bool_type": "true or false is expected, not {found}",
    "list_type": "a list is expected, not {found}",
    "dict_type": "a table is expected, not {found}",
    "model_type": "a table is expected, not {found}",
    "literal_error": "one of {expected} is expected, not {found}",
    "too_short": "it has {actual_length} of the {min_length} or more that are needed",
    "too_long": "it has {actual_length}, and {max_length} are needed",
    "string_too_short": "it is empty",
    "string_too_long": "at most {max_length} characters are expected",
    "greater_than_equal": "at least {ge} is expected, not {found}",
}
"""What the kinds of pydantic's errors mean to somebody who writes a file."""


_THEIRS = (
    (re.compile(r"Value error, "), ""),
    (re.compile(r"Input should be a valid number\b.*"), "a number is expected"),
    (re.compile(r"Input should be a valid integer\b.*"), "a whole number is expected"),
    (re.compile(r"Input should be greater than or equal to (\S+)"), r"at least \1 is expected"),
    (re.compile(r"Input should be less than or equal to (\S+)"), r"at most \1 is expected"),
    (re.compile(r"Input should be a finite number"), "a number is expected"),
    (re.compile(r"^Got unexpected extra arguments?(?:\(s\))? \((.*)\)"), r"Too much is said: \1"),
)
"""What libraries say, and what is said here in its place."""


def wrong(key: str, message: str) -> PydanticCustomError:
    """Return what a validator of a whole table raises for its *key*."""
    # A message may have braces, which pydantic would fill in.
    return PydanticCustomError(_WRONG, "{said}", {"key": key, "said": message})


def in_our_words(message: str) -> str:
    """Return *message* without the words of the libraries that made it."""
    for theirs, ours in _THEIRS:
        message = theirs.sub(ours, message)
    return message


def key_of(error: ErrorDetails) -> str:
    """Return the place of *error* as one key: ``steps[2].points``; empty for the whole file."""
    place = [*error["loc"], *([_context(error)["key"]] if error["type"] == _WRONG else ())]
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return "".join(parts).lstrip(".")


def message_of(error: ErrorDetails) -> str:
    """Return what *error* says: what was expected, what was found, and what was meant."""
    known = _EXPECTED.get(error["type"])
    if known is None:
        return in_our_words(error["msg"])
    found, context = error["input"], _context(error)
    said = known.format(**{"found": value_words(found), **context})
    if error["type"] == "literal_error" and isinstance(found, str):
        near = nearest(found, [word.strip("' ,") for word in context["expected"].split("'")])
        said += f"; did you mean {near!r}?" if near else ""
    return said


def value_words(value: object) -> str:
    """Return a value of a TOML file as its author wrote it, or what it is where it is long."""
    match value:
        case bool():
            return str(value).lower()
        case list():
            return "a list"
        case Mapping():
            return "a table"
        case str():
            return f"the text {clean(value, 60)!r}"
    return clean(str(value), 60)


def _context(error: ErrorDetails) -> dict[str, Any]:
    return error.get("ctx", {})
