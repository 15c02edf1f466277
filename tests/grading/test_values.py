"""Values are judged whenever a state is reached: rows put in, rows expected, statements tried."""

import re
import shutil
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.databases.base import Row, State
from stillroom.databases.registry import default_backend
from stillroom.errors import StillroomError
from stillroom.grading.check_course import check_fixtures
from stillroom.grading.grade import grade
from stillroom.grading.values import Values
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission
from tests.support.paths import TESTS

FOLDER = TESTS / "grading" / "jars-course"

FIRST = """
import sqlalchemy as sa
from alembic import op
revision = "one"
down_revision = None
def upgrade():
    op.create_table("jars", sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("content", sa.String(50), nullable=False), sa.Column("sealed", sa.Boolean, nullable=False),
        sa.Column("filled", sa.Date))
def downgrade():
    op.drop_table("jars")
"""
SECOND = """
import sqlalchemy as sa
from alembic import op
revision = "two"
down_revision = "one"
def upgrade():
    op.execute("DELETE FROM jars WHERE id = 3")
    op.add_column("jars", sa.Column("label", sa.String(50)))
    op.execute("UPDATE jars SET label = content")
    with op.batch_alter_table("jars") as batch:
        batch.alter_column("label", existing_type=sa.String(50), nullable=False)
def downgrade():
    op.drop_column("jars", "label")
"""


def graded(course: Course, runner: Runner, *changes: tuple[str, str]) -> Result:
    """Grade the right answer, in whose second revision *changes* are made."""
    second = SECOND
    for old, new in changes:
        assert old in second
        second = second.replace(old, new)
    files = {"one.py": FIRST.encode(), "two.py": second.encode()}
    versions = {f"migrations/versions/{name}": content for name, content in files.items()}
    submission = Submission("jars", {"app/models.py": b"", **versions}, {})
    return grade(submission, course, course.find("01"), runner)


@pytest.fixture(scope="module")
def jars() -> Course:
    """A course with one exercise, which has all that can be said of values."""
    return Course(FOLDER)


def test_right_values_pass_and_are_shown(jars: Course, runner: Runner) -> None:
    """The rows that may change may go; each look is in the record."""
    result = graded(jars, runner)
    assert [finding.message for finding in result.findings] == []
    assert result.verdict == "passed"
    looks = [(look.what, look.found, look.status) for look in result.steps[2].values]
    assert looks == [
        ("values of jars", "as expected", "passed"),
        ("a jar without a label", "refused", "passed"),
        ("the old query", "accepted", "passed"),
    ]


@pytest.mark.parametrize(
    ("changes", "code", "part", "line"),
    [
        ([("SET label = content", "SET label = ''")], "value-wrong", "jars.label is '' in the row of jars with id 1", 9),
        ([("WHERE id = 3", "WHERE id > 1")], "rows-lost", "1 row of jars was in the database", 7),
        ([("DELETE FROM jars WHERE id = 3", "SELECT 1")], "value-row-extra", "the row of jars with id 3 is there", 9),
        ([('op.drop_column("jars", "label")', 'op.drop_column("jars", "label"); op.execute("UPDATE jars SET filled = NULL")')],
         "rows-changed", "jars.filled was '2026-11-02' in the row with id 1, and is NULL", 13),
    ],
    ids=["emptied", "too-many-deleted", "not-deleted", "on-the-way-down"],
)  # fmt: skip
def test_wrong_values_are_named(
    jars: Course, runner: Runner, changes: list[tuple[str, str]], code: str, part: str, line: int
) -> None:
    """Table, key, column, what it is and what was expected, at the line of the revision."""
    result = graded(jars, runner, *changes)
    first = result.findings[0]
    assert (result.verdict, first.code) == ("failed", code), first
    assert part in first.message
    assert (first.file, first.line) == ("migrations/versions/two.py", line)


def broken(tmp_path: Path, old: str, new: str) -> Course:
    """Return a course that differs from the right one in one text."""
    shutil.copytree(FOLDER, tmp_path / "course")
    for path in (tmp_path / "course" / "01-fill-label").glob("*"):
        if path.is_file():
            path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    return Course(tmp_path / "course")


def in_braces(tmp_path: Path) -> Course:
    """Return the course with the keys of its rows in braces."""
    shutil.copytree(FOLDER, tmp_path / "course")
    path = tmp_path / "course" / "01-fill-label" / "exercise.toml"
    path.write_text(re.sub(r"\bid = (\d)", r'id = "{\1}"', path.read_text("utf-8")), "utf-8")
    return Course(tmp_path / "course")


def test_keys_in_braces_are_no_number_that_a_revision_can_name(
    tmp_path: Path, runner: Runner
) -> None:
    """Who lists them fails, and is told why; the message has the numbers as they are written."""
    course = in_braces(tmp_path)
    by_value = ("WHERE id = 3", "WHERE content LIKE 'to be%'")
    first = graded(course, runner).findings[0]
    assert "the row of jars with id 3 is there" in first.message
    assert "Revision two names rows by number (3)" in first.message
    assert graded(course, runner, by_value).verdict == "passed"


def test_the_numbers_of_a_learner_s_own_rows_are_told_from_those_in_braces(tmp_path: Path) -> None:
    """A row that was written with the number of another one is not taken for it."""
    exercise = in_braces(tmp_path).find("01")
    values = Values(exercise, default_backend(), "token", 100_000)
    rows: list[Row] = [{"id": number, "content": number} for number in (100_001, 1, 9)]
    written = values.as_written(State(rows={"jars": rows})).rows["jars"]
    assert [row["id"] for row in written] == [1, 100_001, 9]
    assert [row["content"] for row in written] == [100_001, 1, 9]
    assert values.as_told("jars row 100001 of 100009, or 1") == "jars row 1 of 100009, or 1"
    assert Values(exercise, default_backend(), "token").as_told("row 100001") == "row 100001"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('table = "jars"\nrows = [{ id = 1, content', 'table = "jarz"\nrows = [{ id = 1, content', r"data\[0\]\.table: 'jarz' is no table of 'jars'; did you mean 'jars'"),
        ("label = \"Quince\"", "lable = \"Quince\"", r"expect\[0\]\.rows\[1\]: 'lable' is no column of jars; did you mean 'label'"),
        ("{ id = 2, label", "{ label", r"expect\[0\]\.rows\[1\]: the primary key is missing: id"),
        ('state = "labelled jars"\nsql = "SELECT', 'state = "labeled jars"\nsql = "SELECT', r"probe\[1\]\.state: 'labeled jars' is defined by no schema\.py; did you mean 'labelled jars'"),
        ("null = [\"filled\"]", "null = [\"content\"]", r"data\[1\]\.null: 'content' is NULL here, and rows\[0\] gives it a value"),
        ("only = true", "only = yes", "not valid TOML"),
        ("to = \"jars\"", "to = \"empty\"", "to is 'empty', but state is 'jars'"),
        ("{ id = 1, content", '{ id = "{1}", content', r"expect\[0\]\.rows\[0\]: id: 1 stands in braces elsewhere; write \"\{1\}\""),
        ("outcome = \"refused\"", "outcome = \"denied\"", "outcome"),
        ("title =", 'task = "TASK.md"\ntitle =', "task: 'TASK.md' is no file of this folder"),
        ("points = 4", 'points = "4"', r"toml: points: a whole number is expected, not the text '4'"),
        ("hints = [", "hints = [[], ", r"hints\[0\]: a text is expected, not a list"),
        ('"One."', '" "', r"hints\[0\]: it is empty"),
        ('outcome = "refused"', 'outcome = "refuse"', r"probe\[0\]\.outcome: one of 'refused' or 'accepted' is expected, not the text 'refuse'; did you mean 'refused'"),
        ('"nothing-done"', '"nothing-dome"', r"start_findings\[0\]: 'nothing-dome' is no code of a finding; did you mean 'nothing-done'"),
        ("title =", 'exact = ["name"]\ntitle =', r"exact\[0\]: 'name' is no tolerance; did you mean 'names'"),
        ("kept = false", 'kept = "no"', r"data\[1\]\.kept: true or false is expected, not the text 'no'"),
        ('"alembic upgrade head"', '"alembic upgrad head"', r"steps\[2\]\.command: 'alembic upgrad' cannot be replayed; did you mean 'alembic upgrade'\?"),
        ('"alembic upgrade head"', "'alembic upgrade \"head'", r"steps\[2\]\.command: it cannot be read: No closing quotation"),
        ('"alembic downgrade -1"', '"alembic downgrade"', r"steps\[3\]\.command: a step downgrades to base"),
        ("id = 1, content", 'id = "1", content', r"data\[0\]\.rows\[0\]\.id: jars\.id is INTEGER and takes whole numbers, not the text '1'"),
        ("id = 1, content", "id = true, content", r"data\[0\]\.rows\[0\]\.id: jars\.id is INTEGER and takes whole numbers, not true"),
        ("id = 1, content", "id = nan, content", r"data\[0\]\.rows\[0\]\.id: a number that a database can hold is expected, not nan"),
        ("id = 1, content", "id = [1], content", r"data\[0\]\.rows\[0\]\.id: a text, a number, true, false, a date or a time is expected, not a list"),
        ("sealed = true, filled = 2026-11-02", 'sealed = "yes", filled = 2026-11-02', r"sealed: jars\.sealed is BOOLEAN and takes true or false, not the text 'yes'"),
        ("filled = 2026-11-03", 'filled = "2026-13-03"', r"data\[0\]\.rows\[1\]\.filled: jars\.filled is DATE and takes dates, such as 2026-02-28"),
        ("{ id = 2, label", "{ id = 1, label", r"expect\[0\]\.rows\[1\]: the row of jars with id 1 is in expect\[0\]\.rows\[0\] already"),
        ("id = 2, content", "id = 1, content", r"data\[0\]\.rows\[1\]: the row of jars with id 1 is in data\[0\]\.rows\[0\] already"),
        ("only = true", 'null = ["content"]', r"expect\[0\]\.null: jars\.content is NOT NULL at 'labelled jars'"),
        ('"jars": JARS', '"jars": 1', r"STATES\['jars'\] is a int, and must be a MetaData"),
    ],
)  # fmt: skip
def test_a_broken_exercise_is_one_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    """File, key, what is wrong, and the nearest known name, when the course is read."""
    with pytest.raises(StillroomError, match=message):
        broken(tmp_path, old, new)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id = 1, content", "id = 99999999999999999999, content", r"data\[0\]\.rows\[0\]: the state 'jars' refuses a row: Python int too large"),
        (", sealed = false, filled", ", filled", r"data\[0\]\.rows\[1\]: the state 'jars' refuses a row: NOT NULL constraint failed: jars\.sealed"),
        ("SELECT content FROM jars", "SELECT contents FROM jars", r"probe\[1\]\.sql: at the state 'labelled jars' it cannot be carried out: no such column: contents"),
        ("INSERT INTO jars (id", "INSERT INTO jarz (id", r"probe\[0\]\.sql: at the state 'labelled jars' it cannot be carried out: no such table: jarz"),
        ("INSERT INTO jars (id", "INSERT INTO INTO jars (id", r"probe\[0\]\.sql: at the state 'labelled jars' it cannot be carried out: near"),
        ("'Pear', 1)", "'Pear\\u0000', 1)", r"probe\[0\]\.sql: at the state 'labelled jars' it cannot be carried out: embedded null"),
        ("(id, content, sealed) VALUES (9, 'Pear', 1)", "(id, content, sealed, label) VALUES (9, 'Pear', 1, 'P')", r"probe\[0\]: outcome is 'refused', but at the state 'labelled jars' it is accepted"),
    ],
)  # fmt: skip
def test_rows_that_do_not_go_in_are_the_author_s_mistake(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """It is said before anything is graded, with file and key."""
    course = broken(tmp_path, old, new)
    with pytest.raises(StillroomError, match=message):
        check_fixtures(course, course.find("01"))
