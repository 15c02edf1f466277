"""A value that an author writes must fit the type of its column."""

from datetime import date, datetime, time

import pytest
import sqlalchemy as sa

from stillroom.course.fixtures import Value
from stillroom.course.value_types import unfit


class Whole(sa.TypeDecorator[int]):
    """A type of the author's own, which is kept as a number."""

    impl = sa.Integer
    cache_ok = True


@pytest.mark.parametrize(
    ("declared", "fits", "fits_not"),
    [
        (sa.SmallInteger(), [0, -5], [True, "5", 5.0, date(2026, 1, 1)]),
        (Whole(), [5], ["x"]),
        (sa.Boolean(), [True, 0, 1], [2, "true"]),
        (sa.Numeric(6, 2), [1, 1.25, -9999.99], [1.255, 10000, "1.25", True]),
        (sa.Numeric(), [1.255], ["x"]),
        (sa.Double(), [1, 1.5], ["1.5", False]),
        (sa.String(3), ["longer"], [5, True, date(2026, 1, 1)]),
        (sa.Enum("a", "b"), ["a"], ["c", 1]),
        (sa.Date(), [date(2026, 1, 1), "2026-01-01"], [datetime(2026, 1, 1), "2026-02-30", "20260101"]),
        (sa.DateTime(), [datetime(2026, 1, 1), "2026-01-01 10:00"], [date(2026, 1, 1), "2026-01-01"]),
        (sa.Time(), [time(1, 2), "00:00:00"], ["25:00", "12", 12]),
        (sa.Interval(), [1, "x"], []),
        (sa.LargeBinary(), [1, "x"], []),
    ],
    ids=str,
)  # fmt: skip
def test_what_a_column_takes(
    declared: sa.types.TypeEngine[object], fits: list[Value], fits_not: list[Value]
) -> None:
    column: sa.Column[object] = sa.Column("c", declared)
    sa.Table("t", sa.MetaData(), column)
    assert [value for value in fits if unfit(column, value)] == []
    assert [value for value in fits_not if not unfit(column, value)] == []
