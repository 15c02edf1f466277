"""What went wrong on the way back: each code once, by the states before and after a step down."""

import pytest

from stillroom.course.course import Course
from stillroom.databases.base import State
from stillroom.diagnosis.context import Context, Problem
from stillroom.diagnosis.downgrade import step_back
from stillroom.results.finding import Finding
from stillroom.schema.model import Schema
from tests.diagnosis.made_up import FOLDER, made_up, revision, revisions, schema, step

DONE = "op.create_table('users')"
DROPS = "op.drop_column('users', 'email')"


def made_files(down: str) -> dict[str, bytes]:
    """Return two revisions; *down* is the downgrade() of the second one."""
    return revisions(a=revision("1", up=DONE, down="op.drop_table('users')"),
                     b=revision("2", "1", up="op.add_column('users', 'email')", down=down))  # fmt: skip


def told(
    about: Context, before: Schema, after: Schema, command: str = "alembic downgrade -1"
) -> Finding:
    """Return the first finding for a step down from *before* to *after*."""
    problem = Problem("state", step(about, command), State(after), State(before))
    return step_back(problem, about)[0]


@pytest.fixture
def users(course: Course) -> Schema:
    """The state before the column."""
    return made_up(course, {}).states["users"]


@pytest.fixture
def full(course: Course) -> Schema:
    """The state with the column."""
    return made_up(course, {}).states["users + email"]


@pytest.mark.parametrize(
    ("down", "code", "says", "line"),
    [
        ("pass", "downgrade-empty", "downgrade() of revision 2 is empty:", 5),
        ("return\n    op.drop_table('users')", "downgrade-does-nothing", "so it changes nothing:", 6),
        (DROPS, "downgrade-does-nothing", "leaves the tables as they are:", 5),
        (f"try:\n        {DROPS}\n    except Exception:\n        pass", "downgrade-does-nothing",
         "leaves the tables as they are:", 8),
    ],
)  # fmt: skip
def test_a_downgrade_that_changes_nothing(
    course: Course, users: Schema, full: Schema, down: str, code: str, says: str, line: int
) -> None:
    about = made_up(course, made_files(down), timeline=[("1", users), ("2", full)])
    finding = told(about, full, full)
    assert (finding.code, finding.file, finding.line) == (code, f"{FOLDER}/b.py", line)
    assert says in finding.message


@pytest.mark.parametrize("up", ["pass", "op.execute('SELECT 1')"])
def test_a_newest_revision_that_changes_nothing_on_the_way_up(
    course: Course, users: Schema, full: Schema, up: str
) -> None:
    files = revisions(
        a=revision("1", up=DONE), b=revision("2", "1", up=DONE), c=revision("3", "2", up=up)
    )
    about = made_up(course, files, timeline=[("1", users), ("2", full), ("3", full)])
    finding = told(about, full, full)
    assert finding.code == "head-does-nothing"
    assert finding.file == f"{FOLDER}/{'c' if up == 'pass' else 'b'}.py"


def test_a_step_that_is_split_over_two_revisions(
    course: Course, users: Schema, full: Schema
) -> None:
    between = schema(users="id name email nickname")
    files = made_files(DROPS) | revisions(c=revision("3", "2", up=DONE, down=DROPS))
    about = made_up(course, files, timeline=[("1", users), ("2", between), ("3", full)])
    assert told(about, full, between).code == "downgrade-split"


@pytest.mark.parametrize(
    ("timeline", "code"), [(["1", "2"], "downgrade-too-eager"), (["2"], "applied-revision-edited")]
)
def test_a_step_back_that_takes_everything(
    course: Course, users: Schema, full: Schema, timeline: list[str], code: str
) -> None:
    states = {"1": users, "2": full}
    about = made_up(course, made_files(DROPS), timeline=[(name, states[name]) for name in timeline])
    assert told(about, full, Schema()).code == code


def test_the_wrong_column_is_dropped(course: Course, users: Schema, full: Schema) -> None:
    about = made_up(
        course, made_files("op.drop_column('users', 'name')"), timeline=[("1", users), ("2", full)]
    )
    finding = told(about, full, schema(users="id email"))
    assert (finding.code, finding.line) == ("downgrade-wrong-column", 6)
    assert "the column users.name is gone, and users.email is still there" in finding.message


@pytest.mark.parametrize(
    ("after", "code", "hint"),
    [
        ("id name email", "downgrade-column-extra", "downgrade() undoes exactly"),
        ("id name mail", "downgrade-column-extra", "A column under another name"),
    ],
)
def test_any_other_state_is_told_as_differences(
    course: Course, users: Schema, full: Schema, after: str, code: str, hint: str
) -> None:
    about = made_up(course, made_files(DROPS), timeline=[("1", users), ("2", full)])
    problem = Problem(
        "state", step(about, "alembic downgrade -1"), State(schema(users=after)), State(full)
    )
    findings = {finding.code: finding for finding in step_back(problem, about)}
    assert findings[code].message.startswith("After alembic downgrade -1: ")
    assert findings[code].hint.startswith(hint)
