"""The number of an exercise names it, and no other one."""

import shutil
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.errors import StillroomError


def test_two_exercises_with_one_number_are_refused(root: Path, tmp_path: Path) -> None:
    """Both are named: the author decides which one gets another number."""
    shutil.copytree(root / "exercises", tmp_path / "course")
    shutil.copytree(tmp_path / "course" / "04-reapply", tmp_path / "course" / "04-zebra")
    with pytest.raises(StillroomError, match=r"04-zebra: the number 04 is that of 04-reapply too"):
        Course(tmp_path / "course")


def test_an_exercise_is_found_by_its_number_alone(course: Course) -> None:
    """With or without the leading zero."""
    for exercise in course:
        assert course.find(exercise.number) is exercise
        assert course.find(exercise.number.lstrip("0")) is exercise
