"""Answers that the tests of a cohort hand in."""

from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course


@pytest.fixture(scope="session")
def solved(root: Path, course: Course) -> projects.Files:
    """Exercise 02, solved."""
    return projects.solved(root, course.find("02"))


@pytest.fixture(scope="session")
def started(root: Path, course: Course) -> projects.Files:
    """The start of exercise 02."""
    return projects.start(root, course.find("02"))
