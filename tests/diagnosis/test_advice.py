"""Advice on a submission."""

from stillroom.course.course import Course
from stillroom.databases.expected import states
from stillroom.diagnosis.context import Context
from stillroom.diagnosis.engine import advise
from stillroom.submission.intake import Submission

REVISION = b'revision = "%s"\ndef upgrade():\n    pass\ndef downgrade():\n    pass\n'


def context(course: Course, **left_out: str) -> Context:
    """Return the case of two empty revisions."""
    exercise = course.find("03-downgrade")
    files = {f"migrations/versions/{one}.py": REVISION % one.encode() for one in ("a", "b")}
    submission = Submission("two", files, left_out)
    return Context(submission, exercise, states(course, exercise), ["a", "b"], [], lambda: None)


def test_a_file_that_was_left_out_is_an_advice(course: Course) -> None:
    """It names the file and the reason."""
    (told,) = advise(context(course, big="larger than 200000 bytes"), passed=False)
    assert told.message == "big was not taken: larger than 200000 bytes."
    assert (told.code, told.file, told.line, told.advice) == ("file-left-out", "big", 1, True)
