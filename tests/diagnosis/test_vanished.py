"""Where a table or a column went that an error misses."""

import pytest

from stillroom.course.course import Course
from stillroom.databases.base import State
from stillroom.diagnosis.context import Problem
from stillroom.diagnosis.vanished import was_there
from stillroom.schema.model import Schema
from tests.diagnosis.made_up import made_up, revision, revisions, schema

PETS = schema(pets="id name")
SWAPPED = revision("1", up="op.drop_table('pets')", down="op.create_table('pets')")


@pytest.mark.parametrize(
    ("code", "name", "before", "timeline", "sentence"),
    [
        ("no-such-table", "main.PETS", PETS, [], "It was there before: the same upgrade() took it away."),
        ("no-such-column", '"name"', PETS, [], "It was there before: the same upgrade() took it away."),
        ("no-such-table", "pets", Schema(), [("0", PETS), ("1", Schema())],
         "It was there, and an earlier step took it away."),
        ("no-such-table", "pets", Schema(), [], "Nothing has made it yet."),
        ("no-such-table", "dogs", PETS, [("0", PETS)], None),
        ("no-such-column", "pets", PETS, [("0", PETS)], None),
        ("duplicate-column", "name", PETS, [], None),
        ("no-such-table", "", PETS, [], None),
    ],
)  # fmt: skip
def test_what_an_error_misses_is_looked_for(
    course: Course,
    code: str,
    name: str,
    before: Schema,
    timeline: list[tuple[str, Schema]],
    sentence: str | None,
) -> None:
    about = made_up(course, revisions(a=SWAPPED), timeline=timeline)
    problem = Problem("upgrade", about.exercise.steps[0], State(before), revision="1")
    statement = f"DROP TABLE {name}" if name == "pets" and code == "no-such-table" else "SELECT 1"
    explained = was_there(code, name, statement, problem, about)
    assert (explained[0] if explained else None) == sentence


def test_only_a_statement_that_drops_hints_at_swapped_functions(course: Course) -> None:
    about = made_up(course, revisions(a=SWAPPED))
    problem = Problem("upgrade", about.exercise.steps[0], State(), revision="1")
    assert was_there("no-such-table", "pets", "SELECT * FROM pets", problem, about) is None
