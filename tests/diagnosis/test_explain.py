"""The finding for an error: an error without a text says so, with the line that raised it."""

import pytest

from stillroom.course.course import Course
from stillroom.databases.base import State
from stillroom.databases.expected import states
from stillroom.databases.sqlite.backend import BACKEND
from stillroom.diagnosis.context import Context, Problem
from stillroom.diagnosis.errors.explain import explain, recognised, sent
from stillroom.sandbox.outcome import ReportedError
from stillroom.schema.model import Schema
from stillroom.submission.intake import Submission
from tests.diagnosis.made_up import made_up, revision, revisions

PATH = "migrations/versions/a.py"
DURING = "during compilation"
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
    assert told == f"{'x' * 160}…"


@pytest.mark.parametrize(
    ("kind", "message", "frames", "code"),
    [
        # Behind the lines that were run comes the place that Python could not read.
        ("SyntaxError", "invalid syntax", [(PATH, 4)], "syntax-error"),
        ("SyntaxError", "invalid syntax", [(PATH, 4), ("", 1)], "code-error"),
        ("IndentationError", "unexpected indent", [(PATH, 4), ("", 1)], "code-error"),
        ("UnicodeDecodeError", "invalid start byte", [(PATH, 4)], "code-error"),
        ("UnicodeDecodeError", "invalid start byte", [], "encoding-error"),
        ("RecursionError", "maximum recursion depth exceeded", [(PATH, 4)], "recursion"),
        ("RecursionError", f"maximum recursion depth exceeded {DURING}", [(PATH, 4)], "code-error"),
    ],
)
def test_what_a_function_is_given_is_no_file(
    kind: str, message: str, frames: list[tuple[str, int]], code: str
) -> None:
    """Code that runs may read texts of its own: its file is one that Python has read."""
    line = f"{PATH}: call()" if frames else ""
    error = ReportedError(kind, message, frames=tuple(frames))
    assert recognised(error, "upgrade", line, ())[0].code == code


DEEP = b"x = " + b"-" * 9_000 + b"1\n"


@pytest.mark.parametrize("path", ["app/models.py", PATH])
@pytest.mark.parametrize(
    ("kind", "message"), [("RecursionError", f"maximum recursion depth exceeded {DURING}"), ("MemoryError", "")]
)  # fmt: skip
def test_source_that_is_too_deep_for_python_is_told_with_its_file(
    course: Course, kind: str, message: str, path: str
) -> None:
    """Python says neither the file nor the line."""
    about = made_up(course, {PATH: REVISION, path: DEEP}, exercise="01-add-users")
    error = ReportedError(kind, message)
    step = about.exercise.steps[-1]
    told = explain(Problem("upgrade", step, State(), revision="a", trouble=error), about)
    assert (told.code, told.file, told.line) == ("syntax-error", path, None)
    assert told.message == f"Python cannot read {path}: its code is nested too deeply."


def test_code_that_is_too_deep_in_no_file_is_none_of_the_files(course: Course) -> None:
    """What upgrade() gives to eval() stands in no file, though another one is deep."""
    about = made_up(course, {PATH: REVISION, "app/models.py": DEEP}, exercise="01-add-users")
    error = ReportedError("RecursionError", f"too deep {DURING}", frames=((PATH, 4), ("", 1)))
    step = about.exercise.steps[-1]
    told = explain(Problem("upgrade", step, State(), revision="a", trouble=error), about)
    assert (told.code, told.file, told.line) == ("code-error", PATH, 4)


@pytest.mark.parametrize("last", [4, 7])
def test_a_circle_of_calls_is_told_at_one_line(course: Course, last: int) -> None:
    """Where it ends depends on how deep the code is that calls the revision, and nobody knows that."""
    about = made_up(course, {PATH: REVISION}, exercise="01-add-users")
    circle = [(PATH, 4), (PATH, 7)] * 3
    frames = tuple([(PATH, 9), *circle] if last == 7 else [(PATH, 9), *circle[:-1]])
    error = ReportedError("RecursionError", "maximum recursion depth exceeded", frames=frames)
    step = about.exercise.steps[-1]
    told = explain(Problem("upgrade", step, State(), revision="a", trouble=error), about)
    assert (told.code, told.file, told.line) == ("recursion", PATH, 4)


def test_rows_without_their_parent_are_told_at_the_line_that_took_it(course: Course) -> None:
    """Alembic's environment raises that after the revision, at no line of it."""
    up = "pass\n    op.execute('DELETE FROM users WHERE id > 1')"
    about = made_up(course, revisions(a=revision("1", up=up)), timeline=[("1", Schema())])
    text = "upgrade of 1 leaves rows that refer to a row which does not exist: orders row 1 (refers to users)"
    error = ReportedError("CommandError", text)
    problem = Problem("upgrade", about.exercise.steps[-1], State(), revision="1", trouble=error)
    finding = explain(problem, about)
    assert (finding.code, finding.line) == ("rows-break-constraint", 5)


EXIT = "import os as system, sys\nfrom os import _exit as leave\n"
EXITS = {
    "system._exit(0)": 6, "leave(0)": 6, "x = 1\n    sys.exit()": 7, "exit()": 6, "quit(3)": 6,
    "raise SystemExit": 6, "raise SystemExit(2)": 6, "system.kill(system.getpid(), 9)": 6,
    "helper()": 10,
    "op.exit()": None, "kill()": None, "self.sys.exit()": None, "SystemExit()": None,
}  # fmt: skip
"""The body of an upgrade(), and the line that ends the process; None where nobody can tell it."""


@pytest.mark.parametrize("body", EXITS)
def test_the_end_of_the_process_is_told_at_the_line_that_ends_it(course: Course, body: str) -> None:
    """Python says no line where the process is gone; where none is found, the file is named."""
    text = f'{EXIT}revision = "a"\ndown_revision = None\ndef upgrade():\n    {body}\n'
    if body == "helper()":
        text += "\ndef helper():\n    if True:\n        sys.exit()\n"
    about = made_up(course, {PATH: text.encode()}, exercise="01-add-users")
    error = ReportedError("ProcessExit", "exit status 0")
    step = about.exercise.steps[-1]
    told = explain(Problem("upgrade", step, State(), revision="a", trouble=error), about)
    assert (told.code, told.file, told.line) == ("process-exit", PATH, EXITS[body])
    assert told.message.startswith("upgrade() of revision a failed.")


def test_the_end_of_the_process_is_looked_for_in_every_file(course: Course) -> None:
    """Those of the application, where no revision has it; at loading, what a function holds comes last."""
    plain = b'revision = "a"\ndown_revision = None\ndef upgrade():\n    pass\n'
    models = b"import os\ndef later():\n    os.abort()\nos._exit(0)\n"
    about = made_up(course, {PATH: plain, "app/models.py": models}, exercise="01-add-users")
    step = about.exercise.steps[-1]
    for kind in ("load", "models-load"):
        error = ReportedError("ProcessExit", "exit status 0")
        told = explain(Problem(kind, step, State(), trouble=error), about)
        assert (told.code, told.file, told.line) == ("process-exit", "app/models.py", 4)
