"""Commits after the deadline: some of the work is an advice, all of it is no work that was handed in."""

from dataclasses import replace

import pytest

from stillroom.course.course import Course
from stillroom.diagnosis.deadline import with_deadline
from stillroom.results.finding import Finding
from stillroom.submission.intake import Attempts
from tests.diagnosis.made_up import made_up, revision, revisions

ADVICE = Finding(code="commits-too-late", message="m", hint="h", advice=True)


NOTHING, EMPTY = "nothing-done", "downgrade-empty"
ATTEMPTS = Attempts(1, 0, 0)


@pytest.mark.parametrize(
    ("code", "too_late", "has_revision", "attempts", "is_late"),
    [
        (NOTHING, 2, False, None, True),
        (NOTHING, 0, False, None, False),
        (NOTHING, 2, True, None, False),  # there was some work
        (NOTHING, 2, False, ATTEMPTS, True),  # of an exercise before
        ("upgrade-empty", 2, False, None, False),
        (EMPTY, 2, False, None, True),
        (EMPTY, 2, False, ATTEMPTS, False),  # somebody has tried
        ("", 2, False, None, False),  # what was there passes
    ],
)
def test_work_that_came_too_late_as_a_whole_is_no_mistake(
    course: Course,
    code: str,
    too_late: int,
    has_revision: bool,
    attempts: Attempts | None,
    is_late: bool,
) -> None:
    """Where the learner had done nothing of the exercise by then; else the rest is told as an advice."""
    files = revisions(x=revision("x")) if has_revision else {}
    about = made_up(course, files, exercise="03-downgrade" if code == EMPTY else "01-add-users")
    late = replace(
        about.submission, too_late=too_late, deadline="2026-11-27 18:00", attempts=attempts
    )
    about = replace(about, submission=late)
    mistakes = [Finding(code=code, message="m", hint="h")] if code else []
    told = with_deadline(mistakes, [ADVICE], about)
    assert (told[0].code == "handed-in-too-late") == is_late
    assert told == [*mistakes, ADVICE] or len(told) == 1
    assert not is_late or told[0].message == (
        "At the deadline, 2026-11-27 18:00, nothing of this exercise was there; 2 commits came later."
    )
