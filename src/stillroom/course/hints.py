"""The hints of an exercise, and which of them comes next: first those about what is wrong now."""

from collections.abc import Sequence
from itertools import chain
from typing import Annotated

from pydantic import BeforeValidator, Field

from stillroom.course.toml_data import CourseData, Text
from stillroom.util.validation import value_words

REST = "*"
"""Stands at the end of a code for whatever follows: ``downgrade-*``."""


class Hint(CourseData):
    """One hint. One that names neither steps nor findings is about the task as a whole."""

    text: Text
    steps: list[Annotated[int, Field(ge=1)]] = Field(default=[])
    """The numbers of the rows that it helps with, where one of them is the first that fails."""
    findings: list[Text] = Field(default=[])
    """The codes that it helps with, where one of them is the first finding."""

    @property
    def is_general(self) -> bool:
        """Whether it is about the task as a whole."""
        return not self.steps and not self.findings

    def fits(self, code: str, step: int | None) -> bool:
        """Tell whether it is about the finding *code*, or about the row *step* that fails."""
        return step in self.steps or any(stands_for(pattern, code) for pattern in self.findings)


def stands_for(pattern: str, code: str) -> bool:
    """Tell whether *pattern* is *code*, or its beginning with a star behind it."""
    if pattern.endswith(REST):
        return code.startswith(pattern.removesuffix(REST))
    return code == pattern


def _as_table(value: object) -> object:
    """Take a text alone for a hint that says no more."""
    if isinstance(value, str):
        if not value.strip():
            raise ValueError("it is empty")
        return {"text": value}
    if isinstance(value, dict):
        return value
    raise ValueError(f"a text is expected, not {value_words(value)}")


AnyHint = Annotated[Hint, BeforeValidator(_as_table)]
"""A hint as it stands in a file: a text, or a table."""


def next_hint(hints: Sequence[Hint], seen: Sequence[int], fitting: Sequence[int]) -> int:
    """Return the number of the hint to show, counted from 1.

    *seen* are the numbers that were shown, the last at the end; *fitting* are those of the hints
    about what is wrong now. What is new comes first: what fits, what is about the task as a
    whole, the others. Then what fits is shown again, in turn, or else the last one.
    """
    general = [number for number, hint in enumerate(hints, 1) if hint.is_general]
    left = (n for n in chain(fitting, general, range(1, len(hints) + 1)) if n not in seen)
    if (new := next(left, None)) is not None:
        return new
    order = list(seen)
    return min(fitting, key=order.index) if fitting else order[-1]
