"""Expected and reached states are aligned by least difference over the whole walk."""

import pytest

from stillroom.course.course import Course
from stillroom.databases.base import State
from stillroom.diagnosis.alignment import align
from stillroom.diagnosis.context import Problem
from stillroom.diagnosis.way import expected_path, way_to
from tests.diagnosis.made_up import made_up, revision, revisions, schema
from tests.support.paths import TESTS


def weights(*rows: str) -> list[list[dict[object, int]]]:
    """Return the weights of rows such as ``"- ab a"``: each letter is a difference, ``-`` none."""
    return [
        [{letter: 1 for letter in cell if letter != "-"} for cell in row.split()] for row in rows
    ]


@pytest.mark.parametrize(
    ("rows", "positions"),
    [
        (["- abc abc", "a - b", "ab b -"], [0, 1, 2]),
        # What is wrong at one milestone, and still wrong at the next one, counts once.
        (["- abc abc", "abc x xb", "abc xb x"], [0, 1, 2]),
        # A milestone that is met is where it was met first, another one where it was tried last.
        (["- a a a", "a - - b", "a b b -"], [0, 1, 3]),
        (["- a a a", "abc x y cd", "abc cd cd -"], [0, 2, 3]),
        # No revision comes near to the state between: both are in one.
        (["- abc", "abc d", "abc -"], [0, 1, 1]),
        # Where a state is depends on where the next one is, and not on where the last one is.
        (["- x x x", "x p pq pq", "x x p pq", "x x x -"], [0, 1, 2, 3]),
        # No state comes before the one that stands before it.
        (["- -", "s -", "- -", "- s"], [0, 1, 1]),
        # The last revision may be a try for an earlier state than the last one.
        (["- abc", "abc x", "abc xd"], [0, 1]),
    ],
)
def test_positions(rows: list[str], positions: list[int]) -> None:
    """Each expected state has its place, in order."""
    table = weights(*rows)
    sames = list(range(len(table[0])))
    assert align(table, sames, range(1, len(rows))) == positions


def test_a_milestone_is_not_where_nothing_changed() -> None:
    """An empty revision between two states is no try for the second one."""
    table = weights("- - ab", "a a b", "ab ab -")
    assert align(table, [0, 0, 2], [2]) == [0, 2, 2]


@pytest.mark.parametrize(
    ("exercise", "path"),
    [
        ("01-add-users", ["empty", "users"]),
        ("02-add-email", ["empty", "users", "users + email"]),
        ("03-downgrade", ["empty", "users", "users + email"]),
        ("04-reapply", ["empty", "users", "users + email"]),
    ],
)
def test_the_states_on_the_way_up(course: Course, exercise: str, path: list[str]) -> None:
    """A state that only a step back leads to is passed on the way up, too."""
    assert expected_path(course.find(exercise)) == path


def test_a_database_that_is_older_than_alembic() -> None:
    """The way up begins at its state."""
    adopt = Course(TESTS / "grading" / "jars-course").find("02")
    assert expected_path(adopt) == ["shelves", "numbered shelves"]


def test_what_a_step_back_undid_is_no_part_of_the_way(course: Course) -> None:
    """Only the revisions that the database stands on."""
    first, second = schema(users="id name"), schema(users="id name email")
    timeline = [("1", first), ("2", second), ("downgrade", first), ("2", second)]
    about = made_up(course, revisions(a=revision("1"), b=revision("2", "1")), timeline=timeline)
    about.timeline[2] = ("downgrade", State(first, ("1",)))
    problem = Problem("state", about.exercise.steps[0], State(second))
    assert [name for name, _ in way_to(problem, about).reached] == [None, "1", "2"]
