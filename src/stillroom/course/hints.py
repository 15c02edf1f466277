"""The hints of an exercise, and which of them comes next: first those about what is wrong now."""

from collections.abc import Sequence
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
    """The numbers of the rows that it helps with: one of them is the first that fails."""
    findings: list[Text] = Field(default=[])
    """The codes that it helps with: one of them is the first finding. With steps, both have to be so."""

    @property
    def is_general(self) -> bool:
        """Whether it is about the task as a whole."""
        return not self.steps and not self.findings

    def fits(self, code: str, step: int | None) -> bool:
        """Tell whether it is about the finding *code* at the row *step*, the first that fails."""
        is_its = not self.findings or any(stands_for(pattern, code) for pattern in self.findings)
        return is_its and not self.is_general and (not self.steps or step in self.steps)


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


def open_hints(hints: Sequence[Hint], fitting: Sequence[int]) -> list[int]:
    """Return the numbers of the hints that may be shown, in their order, counted from 1.

    First come those that are *fitting* what is wrong now, then those about the task as a whole.
    What another mistake needs would be wrong here.
    """
    general = [number for number, hint in enumerate(hints, 1) if hint.is_general]
    return list(dict.fromkeys([*fitting, *general]))


def next_hint(hints: Sequence[Hint], seen: Sequence[int], fitting: Sequence[int]) -> int:
    """Return the number of the hint to show: the first open one that is new.

    *seen* are the numbers that were shown, the last at the end. Where nothing is new, what fits is
    shown again, in turn, or else the last one that may be.
    """
    may_be_shown = open_hints(hints, fitting) or list(range(1, len(hints) + 1))
    new = next((number for number in may_be_shown if number not in seen), None)
    if new is not None:
        return new
    order = [number for number in seen if number in may_be_shown]
    return min(fitting, key=order.index) if fitting else order[-1]
