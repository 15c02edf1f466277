"""Commits after the deadline: some of the work is an advice, all of it is no work that was handed in."""

from dataclasses import replace

import pytest

from stillroom.course.course import Course
from stillroom.diagnosis.deadline import with_deadline
from stillroom.results.record import Finding
from tests.diagnosis.made_up import made_up, revision, revisions

ADVICE = Finding(code="commits-too-late", message="m", hint="h", advice=True)


@pytest.mark.parametrize(
    ("code", "too_late", "has_revision", "codes"),
    [
        ("nothing-done", 2, False, ["handed-in-too-late"]),
        ("nothing-done", 0, False, ["nothing-done", "commits-too-late"]),
        ("nothing-done", 2, True, ["nothing-done", "commits-too-late"]),  # there was some work
        ("upgrade-empty", 2, False, ["upgrade-empty", "commits-too-late"]),
    ],
)
def test_work_that_came_too_late_as_a_whole_is_no_mistake(
    course: Course, code: str, too_late: int, has_revision: bool, codes: list[str]
) -> None:
    """Where the learner had done nothing of the exercise by then; else the rest is told as an advice."""
    files = revisions(x=revision("x")) if has_revision else {}
    about = made_up(course, files, exercise="01-add-users")
    late = replace(about.submission, too_late=too_late, deadline="2026-11-27 18:00")
    about = replace(about, submission=late)
    told = with_deadline([Finding(code=code, message="m", hint="h")], [ADVICE], about)
    assert [each.code for each in told] == codes
    if codes == ["handed-in-too-late"]:
        assert told[0].message == (
            "Up to the deadline, 2026-11-27 18:00, nothing of this exercise was committed; 2 commits came later."
        )
