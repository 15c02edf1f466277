"""What is too much at one state of an exercise comes too early, where a later one has it."""

import pytest

from stillroom.course.course import Course
from stillroom.diagnosis.responsible import Responsible
from stillroom.diagnosis.untimely import is_early, timed
from stillroom.diagnosis.way import Way, expected_path
from stillroom.diagnosis.wording import Described
from stillroom.results.finding import Finding
from stillroom.schema.compare import Difference
from tests.diagnosis.made_up import made_up


@pytest.mark.parametrize(
    ("exercise", "kind", "table", "name", "early"),
    [
        ("07", "table-extra", "orders", None, True),
        ("07", "table-extra", "boats", None, False),
        ("06", "column-extra", "users", "contact", True),
        ("06", "column-extra", "users", "nickname", False),
        ("06", "column-extra", "boats", "contact", False),
        ("06", "column-missing", "users", "contact", False),
    ],
)
def test_what_a_later_state_has_is_early(
    exercise: str, kind: str, table: str, name: str | None, early: bool, course: Course
) -> None:
    """It has to be the very thing, and the last state has none behind it."""
    path = expected_path(course.find(exercise))
    way = Way(made_up(course, {}, exercise=exercise), path, [], [])
    assert len(path) == 3
    assert is_early(Difference(kind, table, name), 1, way) == early
    assert not is_early(Difference(kind, table, name), 2, way)


def test_what_no_state_has_is_not_still_there(course: Course) -> None:
    """Nothing takes away what was never asked for: the finding stays as it is."""
    path = expected_path(course.find("06"))
    way = Way(made_up(course, {}, exercise="06"), path, [], [])
    finding = Finding(code="column-extra", message="Too much.", hint="Leave it out.")
    described = Described(Difference("column-extra", "users", "nickname"), finding)
    assert timed(described, Responsible("0004", "left out"), 2, way) is described
