"""Whether a value that an author wrote can stand in a column, by the type that the column declares.

A database may store it all the same, as another value than was written: it would be found by no
comparison. Types that are not known here take any value.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from stillroom.course.fixtures import Value
from stillroom.util.validation import value_words

_NUMBER = int | float


def unfit(column: sa.Column[Any], value: Value) -> str | None:
    """Return what *column* takes instead of *value*, as a sentence; None where it may take it."""
    declared = column.type
    if isinstance(declared, sa.TypeDecorator) and not isinstance(declared, sa.Interval):
        declared = declared.impl_instance
    expected = next(_expected(declared, value), None)
    if expected is None:
        return None
    return f"{column.table.name}.{column.name} is {declared} and takes {expected}, not {value_words(value)}"


def _expected(declared: Any, value: Value) -> Iterator[str]:  # noqa: ANN401 - any type of SQLAlchemy
    """Yield in words what *declared* takes, where that is not *value*."""
    for kinds, takes, words in _KINDS:
        if isinstance(declared, kinds):
            if not takes(value):
                yield words
            elif isinstance(declared, sa.Enum) and value not in declared.enums:
                yield " or ".join(map(repr, declared.enums))
            elif isinstance(declared, sa.Numeric):
                yield from _unfit_digits(declared, Decimal(str(value)))
            return


def _unfit_digits(declared: sa.Numeric[Any], value: Decimal) -> Iterator[str]:
    if declared.precision is None:
        return
    scale = declared.scale or 0
    if value != round(value, scale):
        yield f"numbers with at most {scale} digits behind the point"
    elif abs(value) >= Decimal(10) ** (declared.precision - scale):
        yield f"numbers with at most {declared.precision - scale} digits before the point"


def _is_truth(value: Value) -> bool:
    return isinstance(value, bool) or (isinstance(value, int) and value in (0, 1))


def _is_whole(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Value) -> bool:
    return isinstance(value, _NUMBER) and not isinstance(value, bool)


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def _is_moment(value: Value) -> bool:
    return isinstance(value, datetime) or _is_read(datetime.fromisoformat, value, " ", "T")


def _is_day(value: Value) -> bool:
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return is_day or (_is_read(date.fromisoformat, value, "-"))


def _is_hour(value: Value) -> bool:
    return isinstance(value, time) or _is_read(time.fromisoformat, value, ":")


def _is_read(read: Callable[[str], object], value: Value, *marks: str) -> bool:
    """Tell whether *read* takes *value*, which is a text with one of *marks*."""
    try:
        return isinstance(value, str) and any(mark in value for mark in marks) and bool(read(value))
    except ValueError:
        return False


_KINDS: tuple[tuple[type[Any] | tuple[type[Any], ...], Callable[[Value], bool], str], ...] = (
    (sa.Boolean, _is_truth, "true or false"),
    (sa.Integer, _is_whole, "whole numbers"),
    ((sa.Numeric, sa.Float), _is_number, "numbers"),
    (sa.String, _is_text, "texts"),
    (sa.DateTime, _is_moment, "dates with times, such as 2026-02-28 12:30:00"),
    (sa.Date, _is_day, "dates, such as 2026-02-28"),
    (sa.Time, _is_hour, "times, such as 12:30:00"),
)
"""The types of columns, whether such a one takes a value, and the words for what it takes."""
