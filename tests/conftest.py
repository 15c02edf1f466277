"""What every test can use: the course, its root, and one warmed runner per process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stillroom.course import Course
from stillroom.runner import Runner

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the course repository."""
    return ROOT


@pytest.fixture(scope="session")
def course() -> Course:
    """The course's own exercises."""
    return Course(ROOT / "exercises")


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    """A runner that stays warm between tests."""
    with Runner() as warmed:
        yield warmed
