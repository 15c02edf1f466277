"""What is said of values, probes and Alembic's own record that are not as an exercise expects."""

import pytest

from stillroom.course.course import Course
from stillroom.course.fixtures import Probe
from stillroom.databases.base import State
from stillroom.databases.expected import states
from stillroom.databases.value_differences import ValueDifference
from stillroom.diagnosis.context import Context, Problem
from stillroom.diagnosis.engine import diagnose
from stillroom.results.finding import Finding
from stillroom.submission.intake import Submission
from tests.diagnosis.made_up import made_up, revision, revisions

REVISION = b"""revision = "a"
def upgrade():
    op.add_column("users", sa.Column("email"))
    op.execute("UPDATE users SET email = ''")
    op.execute("UPDATE users SET name = 'x'")
def downgrade():
    pass
"""
KEY = (("id", 404),)


@pytest.fixture
def context(course: Course) -> Context:
    """One revision, which writes to two columns."""
    exercise = course.find("02")
    submission = Submission("somebody", {"migrations/versions/a.py": REVISION}, {})
    return Context(submission, exercise, states(course, exercise), ["a"], [], lambda: None)


def told(context: Context, command: str, kind: str, **about: object) -> Finding:
    """Return the finding for a problem of that *kind* at the row with *command*."""
    step = next(step for step in context.exercise.steps if step.command == command)
    problem = Problem(kind, step, State(context.states["users"]), revision="a", **about)  # type: ignore[arg-type]  # the members of a problem
    (finding,) = diagnose(problem, context)
    return finding


@pytest.mark.parametrize(
    ("difference", "code", "message", "line"),
    [
        (ValueDifference("wrong", "users", KEY, "email", "a@b", ""), "value-wrong",
         "At users, users.email is '' in the row of users with id 404, but 'a@b' was expected.", 4),
        (ValueDifference("wrong", "users", KEY, "email", None, ""), "value-wrong",
         "At users, users.email is '' in the row of users with id 404, but NULL was expected. An empty text is not NULL.", 4),
        (ValueDifference("wrong", "users", KEY, "email", "a  b", "a b"), "value-wrong",
         "At users, users.email is 'a b' in the row of users with id 404, but 'a b' was expected. The two differ in spaces.", 4),
        (ValueDifference("wrong", "users", KEY, "email", "A@b", "a@b"), "value-wrong",
         "At users, users.email is 'a@b' in the row of users with id 404, but 'A@b' was expected. The two differ in upper and lower case.", 4),
        (ValueDifference("wrong", "users", KEY, "email", "a@bcd", "a@b"), "value-wrong",
         "At users, users.email is 'a@b' in the row of users with id 404, but 'a@bcd' was expected. It is cut off after 3 characters.", 4),
        (ValueDifference("wrong", "users", KEY, "name", None, "x"), "value-wrong",
         "At users, users.name is 'x' in the row of users with id 404, but NULL was expected.", 5),
        (ValueDifference("missing", "users", KEY), "value-row-missing",
         "At users, the row of users with id 404 is missing.", 4),
        (ValueDifference("extra", "users", (("a", 1), ("b", "x"))), "value-row-extra",
         "At users, the row of users with a 1 and b 'x' is there, and the task expects no other rows.", 4),
    ],
)  # fmt: skip
def test_values_that_are_not_as_expected(
    context: Context, difference: ValueDifference, code: str, message: str, line: int
) -> None:
    """Table, key, column and both values, at the line that writes to that column."""
    finding = told(context, "alembic upgrade head", "values", values=(difference,))
    assert (finding.code, finding.message) == (code, message)
    assert (finding.file, finding.line) == ("migrations/versions/a.py", line)


@pytest.mark.parametrize(
    ("before", "part"),
    [
        ({"mail": "a@b", "name": "Ada"}, " It stood in users.mail, which is gone."),
        ({"name": "a@b"}, ""),
    ],
)
def test_a_value_that_went_away_with_its_column(
    context: Context, before: dict[str, str], part: str
) -> None:
    """The column that held it is named, and no column that is still there."""
    difference = ValueDifference("wrong", "users", KEY, "email", "a@b", None)
    earlier = State(rows={"users": [{"id": 405, "old": "a@b"}, {"id": 404, **before}]})
    finding = told(context, "alembic upgrade head", "values", values=(difference,), before=earlier)
    assert finding.message.endswith(f"but 'a@b' was expected.{part}")
    assert ("takes its values with it" in finding.hint) == bool(part)


@pytest.mark.parametrize(
    ("outcome", "detail", "part"),
    [
        ("refused", "", "accepts a user without a name, and must refuse it"),
        ("accepted", "NOT NULL failed", "refuses a user without a name, and must accept it: NOT NULL failed"),
    ],
)  # fmt: skip
def test_a_probe_with_the_other_outcome(
    context: Context, outcome: str, detail: str, part: str
) -> None:
    """What the statement stands for, and the statement."""
    tried = Probe.model_validate(
        {"state": "users", "sql": "INSERT 1", "outcome": outcome, "says": "a user without a name"}
    )
    finding = told(context, "alembic upgrade head", "probe", probe=tried, detail=detail)
    assert finding.code == "probe-failed"
    assert part in finding.message
    assert "INSERT 1" in finding.message


@pytest.mark.parametrize(
    ("version", "words"), [("none", "nothing"), ("head", "the head"), ("b", "b")]
)
def test_a_record_that_is_elsewhere(context: Context, version: str, words: str) -> None:
    """What alembic_version holds, and what it should hold."""
    finding = told(context, "alembic upgrade head", "record", detail=version)
    assert finding.code == "version-differs"
    assert f"alembic_version holds nothing, but {words} was expected" in finding.message


def test_a_value_whose_column_the_revision_drops_is_told_with_it(course: Course) -> None:
    """Also where the rows were put in at a state that is behind."""
    up = "op.drop_column('users', 'email')"
    about = made_up(course, revisions(a=revision("a", up=up)), exercise="02-add-email")
    lost = ValueDifference("wrong", "users", KEY, "name", "a@b", None)
    finding = told(about, "alembic upgrade head", "values", values=(lost,))
    assert finding.message.endswith("It stood in users.email, which is gone.")
    written = revisions(a=revision("a", up=f"{up}; op.execute('UPDATE users SET name = 1')"))
    about = made_up(course, written, exercise="02-add-email")
    finding = told(about, "alembic upgrade head", "values", values=(lost,))
    assert "It stood in" not in finding.message
