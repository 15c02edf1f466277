"""A guard against tuning: courses at random, right answers on several roads, and one fault at a time.

The verdict is right, the first finding names the fault, and nobody else is blamed. More of them:
``STILLROOM_RANDOM_COURSES=1000 pytest tests/diagnosis/test_random_courses.py``.
"""

import os
import random
from pathlib import Path

import pytest

from bench.random_courses.draw import draw
from bench.random_courses.faults import faults
from bench.random_courses.history import Answer, right_answer
from bench.random_courses.judge import complaints, write_course
from stillroom.grading.grade import grade
from stillroom.submission.intake import Submission
from tests.support.in_process import InProcess

ASKED = int(os.environ.get("STILLROOM_RANDOM_COURSES", "0"))
SEEDS = (80, 158, 211, 286, 308, 356, 437)
"""Courses whose faults are together of every kind that there is."""
FAULTS = 6  # of each course


def kinds(seed: int) -> set[str]:
    """Return the kinds of faults that are drawn for a course."""
    chance = random.Random(seed)
    drawn = draw(chance)
    return {fault.kind for fault in faults(drawn, right_answer(drawn, chance), chance, FAULTS)}


def test_every_kind_of_fault_is_tried() -> None:
    """What 200 courses have, those few have too."""
    assert set().union(*map(kinds, SEEDS)) == set().union(*map(kinds, range(200)))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(ASKED) if ASKED else SEEDS)
def test_a_fault_is_named_and_nobody_else_is_blamed(seed: int, tmp_path: Path) -> None:
    """The right answer passes, and each wrong one is told by what is wrong with it."""
    chance = random.Random(seed)
    drawn = draw(chance)
    course = write_course(drawn, tmp_path)
    exercise = course.find("01")

    def graded(answer: Answer):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a result
        return grade(Submission("random", answer.files, {}), course, exercise, InProcess())

    right = right_answer(drawn, chance)
    result = graded(right)
    assert (result.verdict, [finding.message for finding in result.findings]) == ("passed", [])
    told = {}
    for fault in faults(drawn, right, chance, FAULTS):
        result = graded(fault.answer)
        if wrong := complaints(fault, result):
            told[fault.kind] = wrong, fault.paths, [finding.message for finding in result.findings]
    assert told == {}
