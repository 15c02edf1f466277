"""What an exercise says of rows: those that are put in, those that must be found, what is refused."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, model_validator

from stillroom.course.toml_data import CourseData, Text
from stillroom.util.validation import value_words, wrong

Value = bool | int | float | str | datetime | date | time


def _one_value(value: object) -> Value:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"a number that a database can hold is expected, not {value}")
    if isinstance(value, Value):
        return value
    raise ValueError(
        f"a text, a number, true, false, a date or a time is expected, not {value_words(value)}"
    )


Cell = Annotated[Value, PlainValidator(_one_value)]
"""A value of a row, as TOML has it. TOML has no NULL: columns that are NULL are named apart."""

_NUMBER = re.compile(r"\{(\d{1,5})\}")
NUMBERS = 100_000
"""All numbers in braces are below this one."""


def number_in_braces(value: Cell | None) -> int | None:
    """Return the number of a text such as ``{505}``, which stands for another one in each grading."""
    match = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    return int(match[1]) if match else None


def with_numbers(text: str, higher: int = 0) -> str:
    """Return *text*, in which each number in braces is one that is *higher* by so much."""
    return _NUMBER.sub(lambda match: str(int(match[1]) + higher), text)


class Data(CourseData):
    """Rows that the grader puts into a table when a state is first reached."""

    state: str
    table: str
    kept: bool = True
    """Whether the rows must stay as they are; the lesson may change or remove others."""
    rows: list[dict[str, Cell]] = Field(min_length=1)
    null: list[str] = Field(default=[])
    """Columns that are NULL in every one of these rows."""

    @model_validator(mode="after")
    def _says_each_column_once(self) -> "Data":
        _refuse_double(self.rows, self.null)
        return self

    @property
    def filled(self) -> list[dict[str, Cell | None]]:
        """The rows with their NULL columns."""
        return [{**row, **dict.fromkeys(self.null)} for row in self.rows]


class Expect(CourseData):
    """Rows that must be found in a table whenever a state is reached, on the way down too.

    They are matched by the primary key, and the named columns are compared.
    """

    state: str
    table: str
    rows: list[dict[str, Cell]] = Field(default=[])
    null: list[str] = Field(default=[])
    """Columns that must be NULL in every one of these rows."""
    only: bool = False
    """Whether the table has no other rows."""

    @model_validator(mode="after")
    def _demands_something(self) -> "Expect":
        if not self.rows and not self.only:
            raise wrong(
                "rows", "it is empty; name rows, or say only = true for a table without rows"
            )
        _refuse_double(self.rows, self.null)
        return self

    @property
    def filled(self) -> list[dict[str, Cell | None]]:
        """The rows with their NULL columns."""
        return [{**row, **dict.fromkeys(self.null)} for row in self.rows]


class Probe(CourseData):
    """What the database must do with a statement at a state; it is tried on a copy."""

    state: str
    sql: Text
    outcome: Literal["refused", "accepted"]
    says: Text
    """What the statement stands for: "an order of nothing"."""

    def statement(self, higher: int = 0) -> str:
        """Return the SQL, in which each number in braces is *higher* by so much."""
        return with_numbers(self.sql, higher)


def primary_key(states: Mapping[str, Any], part: Data | Expect) -> list[str]:
    """Return the columns of the primary key that the table of *part* has at its state."""
    return [column.name for column in states[part.state].tables[part.table].primary_key]


def _refuse_double(rows: list[dict[str, Cell]], null: list[str]) -> None:
    for index, row in enumerate(rows):
        if double := [column for column in null if column in row]:
            raise wrong(
                "null",
                f"{double[0]!r} is NULL here, and rows[{index}] gives it a value; say one of the two",
            )
