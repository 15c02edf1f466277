"""The finding for an error: an error without a text says so, with the line that raised it."""

import pytest

from stillroom.course.course import Course
from stillroom.databases.base import State
from stillroom.databases.expected import states
from stillroom.databases.sqlite.backend import BACKEND
from stillroom.diagnosis.context import Context, Problem
from stillroom.diagnosis.errors.explain import explain, recognised, sent
from stillroom.sandbox.outcome import ReportedError
from stillroom.submission.intake import Submission

PATH = "migrations/versions/a.py"
REVISION = b'revision = "a"\ndown_revision = None\ndef upgrade():\n    assert  False\n'


def told(course: Course, error: ReportedError) -> str:
    """Return what is said of *error* in the upgrade of a revision."""
    exercise = course.find("01-add-users")
    submission = Submission("one", {PATH: REVISION}, {})
    about = Context(submission, exercise, states(course, exercise), ["a"], [], lambda: None)
    problem = Problem("upgrade", exercise.steps[-1], State(), revision="a", trouble=error)
    return explain(problem, about).message


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("AssertionError", ""),
        ("Exception", "  "),
        ("OperationalError", ""),
        ("ArgumentError", ""),
        ("SyntaxError", ""),
        ("SQLAlchemyError", "()"),
    ],
)
def test_an_error_without_a_text_is_told_with_its_line(
    course: Course, kind: str, message: str
) -> None:
    """Whichever rule recognises it, no sentence ends in nothing."""
    sentence = told(course, ReportedError(kind, message, frames=((PATH, 4),)))
    assert sentence.endswith(f"{kind}, without a message. The line is: assert False")


def test_without_a_line_of_the_learner_there_is_none_to_show(course: Course) -> None:
    """Only what is known is said."""
    sentence = told(course, ReportedError("AssertionError", ""))
    assert sentence == "upgrade() of revision a failed. AssertionError, without a message."


def test_a_text_is_told_as_it_is(course: Course) -> None:
    """An error that says something speaks for itself."""
    sentence = told(course, ReportedError("AssertionError", "told", frames=((PATH, 4),)))
    assert sentence == "upgrade() of revision a failed. AssertionError: told"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("NameError", "Can't invoke function 'create_table', as the proxy object has not yet been established"),
        ("AttributeError", "'NoneType' object has no attribute 'create_table'"),
    ],
)  # fmt: skip
def test_an_operation_outside_is_named_in_fresh_and_in_warm_processes(kind: str, text: str) -> None:
    """Alembic's own words differ where it ran before."""
    line = "migrations/versions/0001.py: op.create_table("
    error = ReportedError(kind, text)
    assert recognised(error, "load", line, BACKEND.errors)[0].code == "proxy-outside"
    error = ReportedError("AttributeError", text)
    assert recognised(error, "upgrade", line, BACKEND.errors)[0].code == "code-error"


def test_long_texts_are_cut() -> None:
    """A finding stays short, whatever an error has to say."""
    long = "x" * 400
    odd = recognised(ReportedError("Odd", long), "upgrade", "", ())
    assert odd[1] == {"what": "x" * 299 + "…"}
    unknown = ReportedError("NameError", f"name '{long}' is not defined")
    assert recognised(unknown, "upgrade", "", ())[1] == {"name": "x" * 199 + "…"}
    told = sent(ReportedError("Odd", "", long))
    assert told == f" The statement was: {'x' * 160}…"
